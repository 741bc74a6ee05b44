"""The module of the exchange that rings managers: what it keeps, and whose phone it would ring."""

import re

BASE = "/pbxcore/api/module-interception-ivr/v1/"


def index(number):
    """Numbers are known by their last ten digits."""
    return re.sub(r"\D", "", str(number))[-10:]


class RoutingModule:
    def __init__(self):
        self.installed = True
        self.full = True  # in its other modes it uses what it guessed from the calls only
        self.people, self.rows = {}, {}

    def answer(self, path, rows):
        what = path.removeprefix(BASE)
        if rows is None:
            return self.manager(what.removeprefix("responsible/"))
        return getattr(self, what.replace("/", "_"))(rows)

    def users_add(self, rows):
        """What a row does not name stays as it was."""
        for row in rows:
            self.people.setdefault(row["crmId"], {}).update(row)
        return [{"crmId": row["crmId"]} for row in rows]

    def users_delete(self, rows):
        for row in rows:
            self.people.pop(row["crmId"], None)
        return rows

    def responsible_add(self, rows):
        """All that was known of the ids sent is forgotten first; a number is kept once."""
        ids = {row["crmId"] for row in rows}
        self.rows = {key: row for key, row in self.rows.items() if row["crmId"] not in ids}
        self.rows |= {index(row["number"]): row for row in rows if row["number"]}
        return [{"number": row["number"]} for row in rows]

    def responsible_delete(self, rows):
        for row in rows:
            self.rows.pop(index(row["number"]), None)
        return rows

    def manager(self, number):
        row = self.rows.get(index(number)) if self.full else None
        if row is None:
            return []
        person = self.people.get(row["employeeId"], {})
        return [
            {
                "clientName": row["name"],
                "typeCall": "",
                "name": person.get("name"),
                "number": str(person.get("number") or ""),
                "position": person.get("position"),
                "source": "crm",
            }
        ]
