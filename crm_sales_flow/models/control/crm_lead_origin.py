from odoo import api, fields, models
from odoo.fields import Domain

from .flow_report_origin import engine_of, in_small, keyword_of

COUNTED = {"engine": engine_of, "keyword": keyword_of}


class CrmLead(models.Model):
    """The origin of a lead as the reports count it: lists of deals are grouped alike (Z05, U10)."""

    _inherit = "crm.lead"

    segment_id = fields.Many2one(
        related="partner_id.activity_segment_id", string="Kind of activity"
    )
    engine = fields.Char(
        "Search engine",
        compute="_compute_counted",
        search="_search_engine",
        help="As the page told it, or by the click of an advertising system.",
    )
    keyword = fields.Char(
        "Keyword as counted",
        compute="_compute_counted",
        search="_search_keyword",
        help="The same words in whatever letters they were written.",
    )

    @api.depends("told_source", "yclid", "gclid", "utm_term")
    def _compute_counted(self):
        for lead in self:
            clicked = "yandex" if lead.yclid else "google" if lead.gclid else False
            lead.engine = (lead.told_source or "").strip().lower() or clicked
            lead.keyword = (lead.utm_term or "").strip().lower() or False

    def _search_engine(self, operator, value):
        return self._search_counted("engine", operator, value)

    def _search_keyword(self, operator, value):
        return self._search_counted("keyword", operator, value)

    @api.model
    def _search_counted(self, name, operator, value):
        field, value = self._fields[name], in_small(value)

        def condition(model, alias, query):
            return field.condition_to_sql(name, operator, value, model, alias, query)

        return Domain.custom(to_sql=condition)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr in COUNTED:
            return COUNTED[field_expr](alias)
        return super()._field_to_sql(alias, field_expr, query)
