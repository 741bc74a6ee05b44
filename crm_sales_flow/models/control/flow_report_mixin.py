from odoo import api, fields, models
from odoo.tools import SQL


class FlowReportMixin(models.AbstractModel):
    """What the reports of the room have in common: shares and medians that stay true in totals.

    A share of a group is not the mean of the shares of its rows: it is counted from the sums, on
    every level of a pivot. A median is asked of the database in the same way.
    """

    _name = "flow.report.mixin"
    _description = "Report"
    _log_access = False

    # Field -> (numerator, denominator, factor): sums of two other fields of the report.
    _shares = {}
    # Field -> field whose median it is.
    _medians = {}

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Odoo looks for the word of an empty group among its own translations only."""
        found = super().fields_get(allfields, attributes)
        for label in (x for x in found.values() if x.get("falsy_value_label")):
            label["falsy_value_label"] = self._empty_word()
        return found

    @api.model
    def _empty_word(self):
        return self.env._("Not defined")

    @api.model
    def _search(self, *args, **kwargs):
        """A report sorts and joins more than the server's few megabytes hold; from the disk that
        takes twice the time."""
        self.env.cr.execute("SET LOCAL work_mem = '64MB'")
        return super()._search(*args, **kwargs)

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if function == "avg" and name in self._shares:
            above, below, factor = self._shares[name]
            return SQL(
                "%s * SUM(%s)::float / NULLIF(SUM(%s), 0)::float",
                factor,
                self._field_to_sql(self._table, above, query),
                self._field_to_sql(self._table, below, query),
            )
        if function == "avg" and name in self._medians:
            column = self._field_to_sql(self._table, self._medians[name], query)
            return SQL("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)", column)
        return super()._read_group_select(aggregate_spec, query)

    # ---------------------------------------------------------------- parts

    @api.model
    def _zone(self):
        """The time zone by whose days the person counts."""
        return self.env.context.get("tz") or self.env.user.tz or "UTC"

    @api.model
    def _day(self, moment):
        """The day of a moment of the database, where the person is."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self._zone())

    @api.model
    def _deal_amount(self):
        """What is ordered, or the expected amount while nothing is, of the table ``lead``."""
        amount = SQL("COALESCE(NULLIF(lead.amount_ordered, 0), lead.expected_revenue)")
        return self.env.company._own_money(amount, SQL("lead.company_id"))

    # -------------------------------------------------------------- actions

    def action_open_record(self):
        """Open what the row tells of, a deal in its own form."""
        self.ensure_one()
        record = self._record()
        return bool(record) and record.get_formview_action()

    def _record(self):
        return self.lead_id

    @api.model
    def _today(self):
        return fields.Date.context_today(self)
