import psycopg2

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import import_values
from .crm_data_import_columns import columns, value_problem
from .crm_data_import_lookup import Lookup, different, filled

MODELS = {"client": "res.partner", "contact": "res.partner", "deal": "crm.lead"}


class CrmDataImportRow(models.Model):
    """One row of the workbook: what it says, what becomes of it, and why not."""

    _name = "crm.data.import.row"
    _description = "Row of an import"
    _order = "data_import_id, kind_order, row_number, id"
    _rec_name = "title"

    data_import_id = fields.Many2one(
        "crm.data.import", "Import", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("client", "Client"), ("contact", "Contact"), ("deal", "Deal")], required=True
    )
    kind_order = fields.Integer(compute="_compute_kind_order", store=True)
    row_number = fields.Integer("Row", aggregator=None)
    state = fields.Selection(
        [
            ("create", "Will be created"),
            ("update", "Will be changed"),
            ("same", "Already there"),
            ("rejected", "Rejected"),
            ("created", "Brought in"),
            ("updated", "Changed"),
        ],
        "What becomes of it",
        index=True,
    )
    reason = fields.Text("Explanation")
    cells = fields.Json("As in the file")
    number = fields.Char()
    inn = fields.Char("INN")
    email = fields.Char("E-mail")
    title = fields.Char("Name")
    amount = fields.Monetary()
    res_id = fields.Integer("Record", aggregator=None)
    currency_id = fields.Many2one(related="data_import_id.currency_id")
    company_id = fields.Many2one(related="data_import_id.company_id")

    @api.depends("kind")
    def _compute_kind_order(self):
        for row in self:
            row.kind_order = list(MODELS).index(row.kind)

    # ------------------------------------------------------------- reading

    def _parse(self):
        """:return: {row: (values by column, list of problems)} for rows of one kind"""
        found = columns(self.env, self[:1].kind) if self else []
        return {row: row._parse_row(found) for row in self}

    def _parse_row(self, found):
        values, problems = {}, []
        for column in found:
            raw = (self.cells or {}).get(column.code)
            try:
                values[column.code] = column.parse(raw)
            except import_values.BadValue as error:
                values[column.code] = None
                problems.append(f"{column.label}: {value_problem(self.env, str(error))}")
                continue
            if column.required and not values[column.code]:
                problems.append(self.env._("%(column)s is not given", column=column.label))
        return values, problems

    def _plan(self):
        """Say of every row of one kind what would be done; nothing but the rows is written."""
        parsed = self._parse()
        for row, (values, _problems) in parsed.items():
            row.write(row._shown(values))
        lookup = Lookup(self, {row: values for row, (values, _problems) in parsed.items()})
        seen = {}
        for row, (values, problems) in parsed.items():
            if not problems:
                problems = row._repeats(values, seen)
            row.write(row._decide(values, problems, lookup))

    def _shown(self, values):
        amount = values.get("amount") or 0
        names = ("number", "inn", "email")
        return {
            **{name: values.get(name) or False for name in names},
            "title": values.get("name") or False,
            "amount": amount,
        }

    def _repeats(self, values, seen):
        keys = ("number", "inn", "email", "phone", "name")
        client = values.get("client", "")
        key = next((code, values[code].lower()) for code in keys if values.get(code))
        key = (*key, client if key[0] == "name" else "")
        if key in seen:
            return [self.env._("It repeats row %(row)s of this sheet.", row=seen[key])]
        seen[key] = self.row_number
        return []

    def _decide(self, values, problems, lookup):
        """What to do with the row: values for its own fields."""
        record = vals = None
        if not problems:
            record, vals, problems = self._resolve(values, lookup)
        if problems:
            return {"state": "rejected", "reason": "\n".join(problems), "res_id": 0}
        if not record:
            return {"state": "create", "reason": False, "res_id": 0}
        changes = different(record, vals)
        labels = [record._fields[name].get_description(self.env)["string"] for name in changes]
        reason = labels and self.env._("It differs in: %(fields)s", fields=", ".join(labels))
        state = "update" if changes and self.data_import_id.update_existing else "same"
        return {"state": state, "reason": reason or False, "res_id": record.id}

    def _resolve(self, values, lookup):
        """:return: (existing record, values to write, list of problems)"""
        return getattr(self, f"_resolve_{self.kind}")(values, lookup)

    # ---------------------------------------------------------------- kinds

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
        return partners[:1]

    def _contact(self, ref, client, lookup, problems):
        people = client.child_ids.filtered(
            lambda person: ref and ref.lower() in ((person.name or "").lower(), person.email or "")
        )
        rows = lookup.contact_rows[ref].filtered(lambda row: row.state == "create") if ref else []
        if ref and not people and not rows:
            problems.append(self.env._("Contact person: «%(text)s» is not known", text=ref))
        return people[:1]

    # ------------------------------------------------------------- writing

    def _run(self):
        """Write the rows of one kind, each by itself: what one raises is its own reason."""
        parsed = {row: values for row, (values, _problems) in self._parse().items()}
        lookup = Lookup(self, parsed)
        for row, values in parsed.items():
            try:
                with self.env.cr.savepoint():
                    row._write_record(values, lookup)
            except psycopg2.OperationalError:
                raise  # two at once: the server repeats the whole batch
            except Exception as error:  # any row of a stranger must leave the next ones alone
                text = error.args[0] if isinstance(error, UserError) else error
                row.write({"state": "rejected", "reason": str(text)})

    def _write_record(self, values, lookup):
        record, vals, problems = self._resolve(values, lookup)
        if problems:
            raise ValidationError("\n".join(problems))
        if record:
            record = self._importing(record)
            record.write({name: vals[name] for name in different(record, vals)})
            return self.write({"state": "updated", "res_id": record.id, "reason": False})
        record = self._importing(self.env[MODELS[self.kind]]).create(self._new(vals, values))
        if self.kind == "deal":
            self._begin_deal(record, values)
        return self.write({"state": "created", "res_id": record.id})

    @staticmethod
    def _importing(records):
        """As an administrator's import, which may set any stage (``_flow_gates_waived``) and
        floods nobody with letters about what he has had for long."""
        return records.with_context(
            import_file=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
            mail_activity_quick_update=True,
        )

    def _new(self, vals, values):
        if self.kind != "deal":
            return {**vals, "comment": values["note"]}
        source = values["source"] and self.env["utm.mixin"]._find_or_create_record(
            "utm.source", values["source"]
        )
        needs = [Command.create({"text": values["need"]})] if values["need"] else []
        return {**vals, "source_id": source and source.id, "need_ids": needs}

    def _begin_deal(self, deal, values):
        """The history says where the deal comes from; the next step becomes a task."""
        deal._message_log(
            body=self.env._(
                "Imported from «%(file)s», row %(row)s, number %(number)s: the stage was set "
                "without its conditions.",
                file=self.data_import_id.file_name or "",
                row=self.row_number,
                number=values["number"],
            )
        )
        if values["step"]:
            deal.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=values["step_day"] or fields.Date.context_today(self),
                summary=values["step"],
                user_id=deal.user_id.id,
            )
