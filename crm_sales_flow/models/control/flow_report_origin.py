from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

LEAD_ORIGIN = (
    "source_id",
    "medium_id",
    "campaign_id",
    "told_source",
    "yclid",
    "gclid",
    "utm_term",
)


class FlowReportOriginMixin(models.AbstractModel):
    """Reports whose rows tell where the client came from and what he does (Z04, U10)."""

    _name = "flow.report.origin.mixin"
    _inherit = "flow.report.mixin"
    _description = "Report by origin of the client"
    _log_access = False

    segment_id = fields.Many2one("crm.client.segment", "Kind of activity", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", "Channel", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    engine = fields.Char("Search engine", readonly=True, falsy_value_label="Not defined")
    keyword = fields.Char(readonly=True, falsy_value_label="Not defined")

    @api.model
    def _search(self, domain, *args, **kwargs):
        """The words are counted in small letters: those who look for one may type it as they like.

        The database compares them by their bytes, which is quicker and knows no Russian capitals.
        """
        domain = Domain(domain).map_conditions(
            lambda leaf: (
                Domain(leaf.field_expr, leaf.operator, in_small(leaf.value))
                if leaf.field_expr in ("engine", "keyword")
                else leaf
            )
        )
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _origin_columns(self, table):
        """Where the client came from, of a table with the fields of ``flow.origin.mixin``."""
        return SQL(
            """%(table)s.source_id, %(table)s.medium_id, %(table)s.campaign_id,
               %(engine)s AS engine, %(keyword)s AS keyword""",
            table=SQL.identifier(table),
            engine=engine_of(table),
            keyword=keyword_of(table),
        )


def in_small(value):
    """What is looked for, in the letters in which it is counted."""
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, (list, tuple, set, frozenset, OrderedSet)):
        return [in_small(one) for one in value]
    return value


def engine_of(table):
    """SQL: what the page told; where it told nothing, a click of an advertising system names the
    engine."""
    return SQL(
        """COALESCE(
               NULLIF(LOWER(TRIM(%(table)s.told_source)), '') COLLATE "C",
               CASE WHEN COALESCE(%(table)s.yclid, '') != '' THEN 'yandex'
                    WHEN COALESCE(%(table)s.gclid, '') != '' THEN 'google' END)""",
        table=SQL.identifier(table),
    )


def keyword_of(table):
    """SQL: the words searched for, however they were written."""
    return SQL("""NULLIF(LOWER(TRIM(%s.utm_term)), '') COLLATE "C" """, SQL.identifier(table))
