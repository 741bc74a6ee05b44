from odoo import models

from .crm_data_import_columns import columns
from .crm_data_import_lookup import filled


class CrmDataImportRow(models.Model):
    """Which record of the CRM a row means, and what it says of it (X06)."""

    _inherit = "crm.data.import.row"

    def _resolve(self, values, lookup):
        """:return: (existing record, values to write, list of problems)"""
        return getattr(self, f"_resolve_{self.kind}")(values, lookup)

    def _resolve_client(self, values, lookup):
        problems = []
        manager = self._one(lookup.users, values["manager"], "manager", problems)
        found = lookup.partners(values)
        if len(found) > 1:
            names = ", ".join(found.mapped("display_name")[:3])
            problems.append(self.env._("Several clients fit: %(names)s", names=names))
        elif found.inn and values["inn"] and found.inn != values["inn"]:
            problems.append(
                self.env._("«%(client)s» fits, but has another INN.", client=found.display_name)
            )
        else:
            self._check_number(found, values, problems)
        vals = {
            "name": values["name"],
            "is_company": not values["is_person"],
            "inn": values["inn"],
            "kpp": values["kpp"],
            "phone": values["phone"],
            "email": values["email"],
            "city": values["city"],
            "street": values["street"],
            "user_id": manager.id,
            "old_number": values["number"],
        }
        return found, filled(vals), problems

    def _resolve_contact(self, values, lookup):
        problems = []
        client = self._client(values["client"], lookup, problems)
        found = lookup.partners(values, within=client) if client else self.env["res.partner"]
        if len(found) > 1:
            names = ", ".join(found.mapped("display_name")[:3])
            problems.append(self.env._("Several contacts fit: %(names)s", names=names))
        else:
            self._check_number(found, values, problems)
        vals = {
            "name": values["name"],
            "parent_id": client.id,
            "type": "contact",
            "function": values["position"],
            "phone": values["phone"],
            "email": values["email"],
            "old_number": values["number"],
        }
        return found, filled(vals), problems

    def _resolve_deal(self, values, lookup):
        problems = []
        client = self._client(values["client"], lookup, problems)
        vals = {
            "name": values["name"],
            "type": "opportunity",
            "partner_id": client.id,
            "contact_id": self._contact(values["contact"], client, lookup, problems).id,
            "team_id": self._one(lookup.teams, values["team"], "team", problems).id,
            "user_id": self._one(lookup.users, values["manager"], "manager", problems).id,
            "stage_id": self._one(lookup.stages, values["stage"], "stage", problems).id,
            "expected_revenue": values["amount"],
            "date_deadline": values["closing"],
            "old_number": values["number"],
        }
        found = lookup.deals.get(values["number"], self.env["crm.lead"])
        return found, filled(vals), problems

    def _check_number(self, found, values, problems):
        """Whom the old system kept under another number is somebody else, or was kept twice."""
        if found.old_number and values["number"] and found.old_number != values["number"]:
            problems.append(
                self.env._(
                    "«%(client)s» fits, but has another number: %(number)s.",
                    client=found.display_name,
                    number=found.old_number,
                )
            )

    def _one(self, index, text, code, problems):
        """The one record that a text names; a problem when there is none, or several."""
        found = index[(text or "").lower()]
        if text and len(found) != 1:
            label = next(c.label for c in columns(self.env, self.kind) if c.code == code)
            several = self.env._("%(column)s: «%(text)s» is not unique", column=label, text=text)
            unknown = self.env._("%(column)s: «%(text)s» is not known", column=label, text=text)
            problems.append(several if found else unknown)
        return found[:1]

    def _client(self, ref, lookup, problems):
        """The client in the CRM; one that this file only brings is empty but no problem."""
        partners, rows = lookup.client(ref)
        written = self.env["res.partner"].browse(
            [row.res_id for row in rows if row.res_id and row.state != "rejected"]
        )
        partners |= written
        if len(partners) > 1:
            problems.append(self.env._("Client: «%(text)s» is not unique", text=ref))
        elif not partners and not rows.filtered(lambda row: row.state == "create"):
            problems.append(self.env._("Client: «%(text)s» is not known", text=ref))
        return partners[:1].with_prefetch(lookup.everyone)

    def _contact(self, ref, client, lookup, problems):
        people = client.child_ids.filtered(
            lambda person: ref and ref.lower() in ((person.name or "").lower(), person.email or "")
        )
        rows = lookup.contact_rows[ref].filtered(lambda row: row.state == "create") if ref else []
        if ref and not people and not rows:
            problems.append(self.env._("Contact person: «%(text)s» is not known", text=ref))
        return people[:1]
