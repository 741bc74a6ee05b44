from odoo import api, fields, models
from odoo.tools import SQL

from .flow_report_origin import LEAD_ORIGIN


class CrmFunnelReport(models.Model):
    """The funnel of deals by their beginning: a row for a deal and each stage reached (Z01, Z03).

    A deal reached a stage when it ever stood on it or on a later one: who was let past a stage,
    or skipped it because nothing there concerns him, has reached it too, and who went back or
    was lost stays counted. A merged deal is one with the deal that took it over: it began with the
    first of them and came as far as the furthest; the time on stages is that of the deal that
    stayed. Department and manager are those of today, so that a Head sees what he sees elsewhere.
    """

    _name = "crm.funnel.report"
    _inherit = "flow.report.origin.mixin"
    _description = "Sales funnel"
    _auto = False
    _order = "begun_at desc, lead_id desc, place"
    _rec_name = "lead_id"

    _shares = {
        "next_rate": ("next_count", "deal_count", 100.0),
        "won_rate": ("won_count", "deal_count", 100.0),
    }
    _medians = {"median_days": "working_days"}
    _depends = {
        "crm.lead": [
            "furthest_stage_id",
            "begun_at",
            "team_id",
            "user_id",
            "company_id",
            "partner_id",
            "won_status",
            "amount_ordered",
            "expected_revenue",
            *LEAD_ORIGIN,
        ],
        "crm.stage": ["sequence", "team_ids", "is_won"],
        "crm.stage.history": [
            "lead_id",
            "stage_id",
            "kind",
            "entered_at",
            "left_at",
            "working_minutes",
            "merged_from",
        ],
        "res.partner": ["activity_segment_id"],
    }

    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True, aggregator=None)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    place = fields.Integer(readonly=True, aggregator=None)
    begun_at = fields.Datetime("Begun", readonly=True)
    reached_at = fields.Datetime("Came to the stage", readonly=True)
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    state = fields.Selection(
        [("pending", "In work"), ("won", "Won"), ("lost", "Lost")], "Now", readonly=True
    )
    deal_count = fields.Integer("Came so far", readonly=True, help="Deals that came so far, ever.")
    amount = fields.Monetary(
        readonly=True, help="What is ordered, or the expected amount while nothing is."
    )
    stood_count = fields.Integer(
        "Stood here", readonly=True, help="Without those that were let past the stage."
    )
    next_count = fields.Integer("Went further", readonly=True)
    next_rate = fields.Float("To the next stage, %", readonly=True, aggregator="avg")
    won_count = fields.Integer("Won deals", readonly=True)
    won_rate = fields.Float("To the won ones, %", readonly=True, aggregator="avg")
    working_days = fields.Float(
        "Working days, average",
        readonly=True,
        aggregator="avg",
        help="Of a deal on a stage, all its visits together; an open visit counts up to now.",
    )
    median_days = fields.Float("Working days, median", readonly=True, aggregator="avg")
    visit_count = fields.Integer("Times on the stage", readonly=True)

    def _read_group_select(self, aggregate_spec, query):
        """A deal is counted once in a total of several stages: where it began, on the first one.

        What tells of one stage only is not told of several.
        """
        term = super()._read_group_select(aggregate_spec, query)
        name, _colon, function = aggregate_spec.partition(":")
        place = self._field_to_sql(self._table, "place", query)
        if function == "sum" and name in ("deal_count", "amount", "won_count"):
            several = SQL("%s FILTER (WHERE %s = 1)", term, place)
        elif name == "won_rate":
            won = self._field_to_sql(self._table, name, query)
            several = SQL("AVG(%s) FILTER (WHERE %s = 1)", won, place)
        elif name in ("next_count", "next_rate"):
            several = SQL("NULL")
        else:
            return term
        one = SQL("MIN(%(place)s) = MAX(%(place)s)", place=place)
        return SQL("CASE WHEN %s THEN %s ELSE %s END", one, term, several)

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s", self._select(), self._from())

    @api.model
    def _select(self):
        return SQL(
            """
            lead.id * 100000::bigint + stage.id AS id,
            lead.id AS lead_id,
            stage.id AS stage_id,
            stage.place,
            lead.begun_at,
            visit.reached_at,
            lead.team_id,
            lead.user_id,
            lead.company_id,
            %(currency)s AS currency_id,
            lead.partner_id,
            client.activity_segment_id AS segment_id,
            %(origin)s,
            lead.won_status AS state,
            1 AS deal_count,
            %(amount)s AS amount,
            (visit.lead_id IS NOT NULL)::int AS stood_count,
            (stage.place < furthest.place)::int AS next_count,
            CASE WHEN stage.place < furthest.place THEN 100.0 ELSE 0.0 END AS next_rate,
            (lead.won_status = 'won')::int AS won_count,
            CASE WHEN lead.won_status = 'won' THEN 100.0 ELSE 0.0 END AS won_rate,
            visit.minutes / %(day)s AS working_days,
            visit.minutes / %(day)s AS median_days,
            visit.visit_count
            """,
            currency=self.env.company.currency_id.id,
            amount=self._deal_amount(),
            origin=self._origin_columns("lead"),
            day=self.env["crm.stage.history"]._day_minutes(),
        )

    @api.model
    def _median_days(self, leads):
        """The medians of the report for the deals of a query, without the deals' other facts.

        :return: dict id of a stage -> working days.
        """
        history = self.env["crm.stage.history"]
        history.flush_model()
        won = self.env["crm.stage"]._flow_stages().filtered("is_won").ids or [0]
        self.env.cr.execute("SET LOCAL work_mem = '64MB'")
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT stage_id, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days)
                      FROM (SELECT stage_id, SUM(%(minutes)s) / %(day)s AS days
                              FROM crm_stage_history history
                             WHERE kind = 'stage' AND merged_from IS NULL
                               AND stage_id NOT IN %(won)s AND lead_id IN %(leads)s
                             GROUP BY lead_id, stage_id) spent
                     GROUP BY stage_id
                    """,
                    minutes=history._spent_minutes("history"),
                    day=history._day_minutes(),
                    won=tuple(won),
                    leads=leads.subselect(),
                )
            )
        )

    @api.model
    def _from(self):
        stages = self.env["crm.stage"]._flow_stages()
        won = stages.filtered("is_won").ids or [0]
        order = SQL(
            "(SELECT id, place FROM UNNEST(%s) WITH ORDINALITY AS row (id, place))", stages.ids
        )
        return SQL(
            """
            crm_lead lead
            JOIN %(order)s furthest ON furthest.id = lead.furthest_stage_id
            JOIN %(order)s stage ON stage.place <= furthest.place
            LEFT JOIN res_partner client ON client.id = lead.partner_id
            LEFT JOIN (
                SELECT lead_id, stage_id,
                       MIN(entered_at) AS reached_at,
                       COUNT(*) FILTER (WHERE merged_from IS NULL) AS visit_count,
                       SUM(%(minutes)s) FILTER (
                           WHERE merged_from IS NULL AND stage_id NOT IN %(won)s) AS minutes
                  FROM crm_stage_history history
                 WHERE kind = 'stage'
                 GROUP BY lead_id, stage_id
            ) visit ON visit.lead_id = lead.id AND visit.stage_id = stage.id
            """,
            order=order,
            minutes=self.env["crm.stage.history"]._spent_minutes("history"),
            won=tuple(won),
        )
