from odoo import api, fields, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """How many deals stand on each stage, and for how long (I08)."""

    _inherit = "crm.lead"

    @api.model
    def _flow_picture_domain(self):
        """The deals of the process; of the archived ones only those that were lost."""
        return [
            ("type", "=", "opportunity"),
            ("team_id.flow_enabled", "=", True),
            "|",
            ("active", "=", True),
            ("won_status", "=", "lost"),
        ]

    @api.model
    def _flow_stage_figures(self):
        """{(stage id, won status): {"count", "age"}}, in one query; the age is in days."""
        groups = self.with_context(active_test=False)._read_group(
            self._flow_picture_domain(),
            ["stage_id", "won_status"],
            ["__count", "date_last_stage_update:age"],
        )
        return {
            (stage.id, status): {"count": count, "age": round(float(age or 0))}
            for stage, status, count, age in groups
        }

    def _read_group_select(self, aggregate_spec, query):
        """``date_last_stage_update:age`` is the average number of days since then."""
        if aggregate_spec != "date_last_stage_update:age":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "AVG(EXTRACT(EPOCH FROM %s - %s) / 86400)",
            fields.Datetime.now(),
            self._field_to_sql(self._table, "date_last_stage_update", query),
        )
