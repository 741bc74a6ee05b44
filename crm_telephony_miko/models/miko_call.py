from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_duration

from odoo.addons.crm_sales_flow.tools.phone import phone_key

from ..mapper import call_values, is_recorded, leg_values

RESULTS = [
    ("answered", "Talked"),
    ("missed", "Missed"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("cancelled", "Given up"),
    ("failed", "Not connected"),
]
LEG_RESULTS = [
    ("answered", "Talked"),
    ("no_answer", "No answer"),
    ("busy", "Busy"),
    ("cancelled", "Given up"),
    ("elsewhere", "Another one answered"),
    ("failed", "Not connected"),
]
STORED = dict(RESULTS)


class MikoCall(models.Model):
    """A call of the exchange: exactly one row for each, however often it is told of (B02).

    First it is written down, in a transaction of its own; what follows from it (lead, chatter,
    tasks) is a second step, see ``_process``.
    """

    _name = "miko.call"
    _description = "Call"
    _inherit = ["flow.claim.mixin", "flow.lock.mixin"]
    _order = "started_at desc, id desc"

    pbx_id = fields.Many2one("miko.pbx", "Exchange", required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    linkedid = fields.Char("Number at the exchange", required=True, readonly=True)
    # What it was
    direction = fields.Selection(
        [("inbound", "Incoming"), ("outbound", "Outgoing"), ("internal", "Internal")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("ringing", "Rings"), ("talking", "Talking"), ("ended", "Ended")],
        required=True,
        readonly=True,
        index=True,
    )
    result = fields.Selection(RESULTS, readonly=True, help="Talked: a person with a person.")
    started_at = fields.Datetime("Began", required=True, readonly=True, index=True)
    answered_at = fields.Datetime("Answered", readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    talk_seconds = fields.Float("Talked, seconds", readonly=True)
    talk_time = fields.Char("Talked", compute="_compute_talk_time")
    # Who
    number = fields.Char("Client's number", readonly=True, help="Empty when it was hidden.")
    phone_key = fields.Char(
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )
    caller_name = fields.Char("Name on the display", readonly=True)
    did = fields.Char("Called number", readonly=True)
    line_id = fields.Many2one("miko.line", "Company number", readonly=True, index="btree_not_null")
    trunk = fields.Char("Provider", readonly=True)
    employee_number = fields.Char("Extension", readonly=True)
    last_number = fields.Char("Extension at the end", readonly=True)
    rang_numbers = fields.Char("Phones that rang", readonly=True)
    ringing_numbers = fields.Char(readonly=True, export_string_translation=False)
    user_id = fields.Many2one("res.users", "Employee", readonly=True, index="btree_not_null")
    last_user_id = fields.Many2one(
        "res.users",
        "Talked last",
        readonly=True,
        index="btree_not_null",
        help="Another one than the first after a transfer.",
    )
    leg_ids = fields.One2many("miko.call.leg", "call_id", "Phones", readonly=True)
    queue = fields.Char("Waiting line", readonly=True)
    voicemail = fields.Boolean("Left a message", readonly=True)
    by_click = fields.Boolean("Dialled from here", readonly=True)
    certain = fields.Boolean(
        "Heard in full",
        readonly=True,
        default=True,
        help="When part of the events was lost, the history of the exchange decides.",
    )
    heard = fields.Boolean(
        "Heard by its events", readonly=True, help="Otherwise it is known from the history only."
    )
    merged_into_id = fields.Many2one(
        "miko.call",
        "Part of the call",
        readonly=True,
        index="btree_not_null",
        help="A consultation or a call taken over turned out to be part of another call.",
    )
    counterpart = fields.Selection(
        [
            ("client", "Client"),
            ("hidden", "Hidden number"),
            ("employee", "Employee"),
            ("own", "Own number"),
        ],
        "With whom",
        readonly=True,
    )
    partner_id = fields.Many2one("res.partner", "Client", readonly=True, index="btree_not_null")
    lead_id = fields.Many2one("crm.lead", "Lead or deal", readonly=True, index="btree_not_null")
    request_id = fields.Many2one("crm.request", readonly=True, index="btree_not_null")
    called_back_id = fields.Many2one(
        "miko.call", "Called back by", readonly=True, index="btree_not_null"
    )
    history_id = fields.Integer(
        "Row of the history",
        readonly=True,
        copy=False,
        help="The exchange's own history has the call as well: nothing was lost.",
    )
    processed = fields.Boolean(readonly=True, copy=False, export_string_translation=False)
    attempts = fields.Integer(readonly=True, copy=False, export_string_translation=False)
    retry_at = fields.Datetime("Tried again", readonly=True, copy=False)
    error = fields.Char("Not processed because", readonly=True, copy=False)

    _linkedid_uniq = models.Constraint("UNIQUE (pbx_id, linkedid)", "The call is known already.")
    _waiting_idx = models.Index("(ended_at, id) WHERE processed IS NOT TRUE")
    _missed_idx = models.Index("(phone_key) WHERE result = 'missed' AND called_back_id IS NULL")

    @api.depends("number")
    def _compute_phone_key(self):
        for call in self:
            call.phone_key = phone_key(call.number) or False

    @api.depends("talk_seconds")
    def _compute_talk_time(self):
        for call in self:
            call.talk_time = format_duration(call.talk_seconds / 60) if call.talk_seconds else False

    @api.depends("direction", "number", "partner_id")
    def _compute_display_name(self):
        directions = dict(self._fields["direction"]._description_selection(self.env))
        for call in self:
            who = call.partner_id.sudo().name or call.number or self.env._("hidden number")
            call.display_name = f"{directions.get(call.direction)}: {who}"

    # ------------------------------------------------------------- step one

    @api.model
    def _record(self, pbx, calls):
        """Write down calls as they stand; the same row is found however often it is told of.

        :param calls: :class:`facts.Call`, one for each linkedid.
        :return: the rows.
        """
        rows = self.browse()
        for call in calls:
            if is_recorded(call):
                rows |= self._record_one(pbx, call, heard=True)
            else:
                self._tell_unreached(pbx, call)
        return rows

    @api.model
    def _record_one(self, pbx, call, heard=False):
        values = call_values(call)
        if heard:
            values["heard"] = True
        if call.result and call.result not in STORED:
            values["result"] = "failed"
        key = {"pbx_id": pbx.id, "linkedid": call.linkedid}
        needed = {name: values[name] for name in ("direction", "state", "started_at")}
        row = self._claim({**key, **needed, "company_id": pbx.company_id.id})
        told = None
        if not row:
            row = self.search([("pbx_id", "=", pbx.id), ("linkedid", "=", call.linkedid)])
            told = row._screen()
            if heard and row._knows_better(call):
                return row
            values = row._surer(values)
        people = row._people(call)
        if not call.certain:
            people = {name: value for name, value in people.items() if value}
        row.write({**values, **people})
        row._record_legs(call.legs)
        row._tell_screens(told)
        return row

    def _knows_better(self, call):
        """Told of late; or in part, and the history of the exchange has told all of it."""
        if call.state != "ended" and self._heard_live():
            return True
        return bool(self.history_id) and (call.state != "ended" or not call.certain)

    def _surer(self, values):
        """What is heard of a call in part does not make less of what is known of it."""
        if values["certain"]:
            return values
        told = ("state", "ended_at", "talk_seconds", "last_number", "ringing_numbers")
        kept = {
            name: value
            for name, value in values.items()
            if name in told or name in ("certain", "heard") or not self[name]
        }
        if values["state"] == "ended":
            answered = self.answered_at or values["answered_at"]
            kept["result"] = "answered" if answered else values["result"]
        if self.talk_seconds > values["talk_seconds"]:
            del kept["talk_seconds"]
        return kept

    def _people(self, call):
        """Whose numbers these are."""
        pbx = self.pbx_id
        numbers = [call.employee, call.last_employee]
        users = self.env["miko.extension"]._users_of(pbx, numbers)
        return {
            "user_id": users[call.employee].id if call.employee else False,
            "last_user_id": users[call.last_employee].id if call.last_employee else False,
            "line_id": self.env["miko.line"]._line_of(pbx, call.did).id,
            **self._who_called(call),
        }

    def _who_called(self, call):
        """Looked up once for a number, not at each change of the call."""
        if self.counterpart and (self.number or "") == call.number:
            return {}
        return self._match_values(call.number, call.direction)

    def _record_legs(self, legs):
        known = {leg.uniqueid: leg for leg in self.leg_ids}
        users = self.env["miko.extension"]._users_of(self.pbx_id, [leg.number for leg in legs])
        for leg in legs:
            row = known.get(leg.uniqueid)
            if row is None:
                row = self.leg_ids._claim({"call_id": self.id, "uniqueid": leg.uniqueid})
                self.invalidate_recordset(["leg_ids"])
            user = users.get(leg.number)
            row.write({**leg_values(leg), "user_id": user.id if user else False})

    @api.model
    def _record_merged(self, pbx, linkedid, into):
        """A call that was told of turned out to be part of another one."""
        domain = [("pbx_id", "=", pbx.id), ("linkedid", "in", (linkedid, into))]
        rows = self.search(domain).grouped("linkedid")
        if linkedid in rows and into in rows:
            part = {"state": "ended", "processed": True, "merged_into_id": rows[into].id}
            told = rows[linkedid]._screen()
            rows[linkedid].write(part)
            rows[linkedid]._tell_screens(told)

    @api.model
    def _end_lost(self, pbx, alive):
        """Calls that ended while nobody listened: nobody rings or talks for ever, and a missed one
        has its consequences, from the history or without it (B02).

        :param alive: linkedids of those that go on.
        """
        domain = [("pbx_id", "=", pbx.id), ("state", "in", ("ringing", "talking"))]
        for row in self.search([*domain, ("linkedid", "not in", list(alive))]):
            told = row._screen()
            unanswered = "missed" if row.direction == "inbound" else "no_answer"
            row.write(
                {
                    "state": "ended",
                    "result": "answered" if row.answered_at else unanswered,
                    "ended_at": fields.Datetime.now(),
                    "ringing_numbers": False,
                    "certain": False,
                }
            )
            row._tell_screens(told)

    @api.model
    def _ready_domain(self):
        """Calls that are over; one that was not heard in full waits for the history first."""
        late = fields.Datetime.now() - timedelta(minutes=10)
        over = [("state", "=", "ended"), ("processed", "=", False)]
        over += ["|", ("retry_at", "=", False), ("retry_at", "<=", fields.Datetime.now())]
        return [*over, "|", ("certain", "=", True), ("ended_at", "<", late)]
