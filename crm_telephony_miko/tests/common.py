from datetime import datetime, timezone

from odoo.addons.crm_sales_flow.tests.common import SalesFlowCase

from ..client import errors, facts
from ..client.routing import kept

CLIENT, DID = "79161234567", "74952293201"
BEGAN = datetime(2026, 4, 13, 7, 15, tzinfo=timezone.utc)  # a Monday


class TelephonyCase(SalesFlowCase):
    """An exchange with two extensions and a company number, and calls as it tells of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pbx = cls.env["miko.pbx"].create(
            {"name": "Exchange", "ami_secret": "ami-secret", "rest_key": "rest-key"}
        )
        cls.env["miko.extension"].create(
            [
                {
                    "pbx_id": cls.pbx.id,
                    "number": "201",
                    "user_id": cls.users["manager"].id,
                    "mobile": "+7 903 111-22-33",
                },
                {"pbx_id": cls.pbx.id, "number": "202", "user_id": cls.users["head"].id},
                {"pbx_id": cls.pbx.id, "number": "203", "user_id": cls.users["manager_two"].id},
            ]
        )
        cls.line = cls.env["miko.line"].create(
            {"pbx_id": cls.pbx.id, "name": "Site", "number": DID, "team_id": cls.team.id}
        )
        cls.count = 0

    @classmethod
    def fact(cls, **values):
        """A call of a client that 201 answered; ``values`` override. Each is another call."""
        cls.count += 1
        began = values.pop("began", BEGAN.timestamp() + 600 * cls.count)
        talk = values.get("talk_seconds", 60.0)
        answered = began + 5 if values.get("result", "answered") == "answered" else None
        employee = values.get("employee", "201" if answered else "")
        leg = facts.Leg(
            f"mikopbx-1.{cls.count}",
            "201",
            False,
            began,
            answered,
            began + 5 + talk,
            "answered" if answered else "cancelled",
        )
        base = {
            "linkedid": f"mikopbx-{cls.count}.1",
            "state": facts.ENDED,
            "direction": facts.INBOUND,
            "number": CLIENT,
            "caller_name": "",
            "did": DID,
            "trunk": "SIP-TRUNK-1",
            "employee": employee,
            "last_employee": employee,
            "rang": ("201",),
            "ringing": (),
            "started_at": began,
            "answered_at": answered,
            "ended_at": began + 5 + talk,
            "talk_seconds": talk if answered else 0.0,
            "result": facts.ANSWERED,
            "queue": "",
            "voicemail": False,
            "recording": "",
            "legs": (leg,),
            "transfers": (),
            "by_click": False,
            "certain": True,
        }
        return facts.Call(**{**base, **values})

    def record(self, **values):
        return self.env["miko.call"]._record(self.pbx, [self.fact(**values)])

    def call(self, **values):
        """A call with all that follows from it."""
        row = self.record(**values)
        self.env["miko.call"]._process_waiting()
        self.assertFalse(row.error)
        return row

    def notes(self, lead):
        """What the chatter says of calls."""
        return lead.message_ids.filtered(lambda message: CLIENT in (message.body or ""))

    def missed(self, **values):
        return self.call(result=facts.MISSED, **values)

    def outgoing(self, **values):
        return self.call(**{"direction": facts.OUTBOUND, "did": "", "legs": (), **values})


class Module:
    """The module of the exchange, as it keeps what it is told (docs of the exchange)."""

    def __init__(self):
        self.people, self.rows, self.asked, self.error, self.refuses = {}, {}, [], None, set()

    def ask(self, method, path, params=None, rows=None):
        what = path.split("/v1/")[1]
        self.asked.append((what, rows))
        if self.error:
            raise self.error
        if any(row.get("number") in self.refuses for row in rows or ()):
            raise errors.Forbidden("The key may not do this")
        if method == "GET":
            return {"data": self.found(what.split("/")[1])}
        getattr(self, what.replace("/", "_"))(rows)
        return {"data": []}

    def users_add(self, rows):
        self.people |= {row["crmId"]: row for row in rows}

    def users_delete(self, rows):
        for row in rows:
            self.people.pop(row["crmId"], None)

    def responsible_add(self, rows):
        ids = {row["crmId"] for row in rows}
        self.rows = {key: row for key, row in self.rows.items() if row["crmId"] not in ids}
        self.rows |= {kept(row["number"]): row for row in rows}

    def responsible_delete(self, rows):
        for row in rows:
            self.rows.pop(kept(row["number"]), None)

    def found(self, number):
        row = self.rows.get(kept(number))
        person = self.people.get(row["employeeId"]) if row else None
        return [{"number": str(person["number"]), "source": "crm"}] if person else []

    def close(self):
        """Nothing is open."""
