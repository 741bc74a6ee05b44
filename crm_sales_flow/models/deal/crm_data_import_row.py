from collections import defaultdict

import psycopg2

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import frozendict

from ...tools import import_values
from .crm_data_import_columns import columns, value_problem
from .crm_data_import_lookup import Lookup, different
from .crm_data_import_match import Seen

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

    @api.model
    def _read_lines(self, kind, lines):
        """Rows of one sheet as they are first kept: what each says, and what is wrong with it
        whatever the CRM holds.

        :param lines: list of (row number, cells by column)
        :return: list of values
        """
        found, seen, result = columns(self.env, kind), Seen(kind), []
        labels = {column.code: column.label for column in found}
        for number, cells in lines:
            values, problems = self._parse_cells(cells, found)
            if not problems and (repeated := seen.meet(number, values)):
                text = self.env._(
                    "It repeats row %(row)s of this sheet: %(column)s.",
                    row=repeated[0],
                    column=labels[repeated[1]],
                )
                problems = [text]
            result.append(
                {
                    "kind": kind,
                    "row_number": number,
                    "cells": cells,
                    "title": values.get("name") or False,
                    "amount": values.get("amount") or 0,
                    **{name: values.get(name) or False for name in ("number", "inn", "email")},
                    "state": "rejected" if problems else False,
                    "reason": "\n".join(problems) or False,
                }
            )
        return result

    def _parse(self):
        """:return: {row: values by column} for rows of one kind"""
        found = columns(self.env, self[:1].kind) if self else []
        return {row: self._parse_cells(row.cells, found)[0] for row in self}

    @api.model
    def _parse_cells(self, cells, found):
        """:return: (values by column, list of problems)"""
        values, problems = {}, []
        for column in found:
            try:
                values[column.code] = column.parse((cells or {}).get(column.code))
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
        lookup = Lookup(self, parsed)
        plans = defaultdict(self.browse)
        for row, values in parsed.items():
            plans[frozendict(row._decide(values, lookup))] |= row
        for plan, rows in plans.items():
            rows.write(dict(plan))

    def _decide(self, values, lookup):
        """What to do with the row: values for its own fields."""
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

    # ------------------------------------------------------------- writing

    def _run(self):
        """Write the rows of one kind, each by itself: what one raises is its own reason."""
        parsed = self._parse()
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
        if (record.id or 0) != self.res_id:
            raise ValidationError(
                self.env._(
                    "What this row fits in the CRM has changed since the check (%(record)s): check "
                    "the file again.",
                    record=record.display_name or self.env._("nothing"),
                )
            )
        if record:
            record = self._importing(record)
            record.write({name: vals[name] for name in different(record, vals)})
            return self.write({"state": "updated", "res_id": record.id, "reason": False})
        record = self._importing(self.env[MODELS[self.kind]]).create(self._new(vals, values))
        if self.kind == "deal":
            self._begin_deal(record, values)
        else:
            lookup.learn(record)
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
        """What a record that is there keeps: where it came from, its notes and needs."""
        source = self._source(values.get("source"))
        if self.kind == "contact":
            return {**vals, "comment": values["note"]}
        if self.kind == "client":
            return {**vals, "comment": values["note"], "source_id": source.id}
        needs = [Command.create({"text": values["need"]})] if values["need"] else []
        return {**vals, "source_id": source.id, "need_ids": needs}

    def _source(self, text):
        """The approved source of that name; another one is brought along as the file calls it."""
        Source = self.env["utm.source"]
        found = Source._approved_for(text) if text else Source
        if text and found == Source._undefined():
            found = self.env["utm.mixin"]._find_or_create_record("utm.source", text)
        return found

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
