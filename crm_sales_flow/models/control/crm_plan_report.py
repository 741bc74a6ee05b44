from odoo import api, fields, models
from odoo.tools import SQL


class CrmPlanReport(models.Model):
    """Plan and fact of sales by month, department and manager (Z12).

    Facts stand where they happened: a won deal on the day it was won, a committed one on the day
    of its contract or first payment, money on the day of its invoice. The plan of a department is
    its total: its row without a manager carries what is not divided among the managers, so that
    sums are right on every level.
    """

    _name = "crm.plan.report"
    _inherit = "flow.report.mixin"
    _description = "Plan and fact"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "department_id"

    _shares = {
        "won_share": ("amount_won", "plan_amount", 100.0),
        "paid_share": ("amount_paid", "plan_paid", 100.0),
    }
    _depends = {
        "crm.sales.target": ["month", "team_id", "user_id", "amount", "amount_paid", "deal_count"],
        "crm.lead": [
            "type",
            "won_status",
            "date_closed",
            "date_committed",
            "amount_committed",
            "amount_ordered",
            "expected_revenue",
            "team_id",
            "user_id",
            "company_id",
        ],
        "crm.team": ["flow_enabled", "department_id"],
    }

    date = fields.Date("Day", readonly=True)
    kind = fields.Selection(
        [
            ("plan", "Sales plan"),
            ("won", "Won deal"),
            ("committed", "Committed deal"),
            ("money", "Payment"),
        ],
        "What it is",
        readonly=True,
    )
    department_id = fields.Many2one("crm.team", readonly=True)
    team_id = fields.Many2one("crm.team", "Department or sub-unit", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Manager", readonly=True, falsy_value_label="Not divided among managers"
    )
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True, aggregator=None)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    plan_amount = fields.Monetary("Sales, plan", readonly=True)
    amount_won = fields.Monetary("Sales, fact", readonly=True, help="Amounts of won deals.")
    won_share = fields.Float("Sales, % of the plan", readonly=True, aggregator="avg")
    plan_paid = fields.Monetary("Payments, plan", readonly=True)
    amount_paid = fields.Monetary("Payments, fact", readonly=True)
    paid_share = fields.Float("Payments, % of the plan", readonly=True, aggregator="avg")
    plan_count = fields.Integer("Won deals, plan", readonly=True)
    won_count = fields.Integer("Won deals, fact", readonly=True)
    amount_committed = fields.Monetary(
        "Committed", readonly=True, help="Deals with a contract or a first payment."
    )

    @api.model
    def _empty_word(self):
        return self.env._("Not divided among managers")

    @property
    def _table_query(self):
        parts = [self._plans(), self._won(), self._committed(), self._money()]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _plans(self):
        own = self.env.company._own_money
        rest = [
            SQL(
                """(plan.%(name)s - CASE WHEN plan.user_id IS NULL
                        THEN COALESCE(divided.%(name)s, 0) ELSE 0 END)""",
                name=SQL.identifier(name),
            )
            for name in ("amount", "amount_paid", "deal_count")
        ]
        return SQL(
            """
            SELECT plan.id * 4::bigint AS id,
                   plan.month AS date,
                   'plan' AS kind,
                   plan.team_id AS department_id,
                   plan.team_id,
                   plan.user_id,
                   NULL::int AS lead_id,
                   plan.company_id,
                   %(currency)s AS currency_id,
                   %(amount)s AS plan_amount,
                   0.0 AS amount_won,
                   NULL::float AS won_share,
                   %(paid)s AS plan_paid,
                   0.0 AS amount_paid,
                   NULL::float AS paid_share,
                   %(count)s AS plan_count,
                   0 AS won_count,
                   0.0 AS amount_committed
              FROM crm_sales_target plan
              LEFT JOIN (
                  SELECT month, team_id, company_id, SUM(amount) AS amount,
                         SUM(amount_paid) AS amount_paid, SUM(deal_count) AS deal_count
                    FROM crm_sales_target
                   WHERE user_id IS NOT NULL
                   GROUP BY month, team_id, company_id
              ) divided ON divided.month = plan.month AND divided.team_id = plan.team_id
                       AND divided.company_id = plan.company_id
            """,
            currency=self.env.company.currency_id.id,
            amount=own(rest[0], SQL("plan.company_id")),
            paid=own(rest[1], SQL("plan.company_id")),
            count=rest[2],
        )

    @api.model
    def _won(self):
        return self._deals(
            1,
            "won",
            self._day(SQL("lead.date_closed")),
            SQL("lead.won_status = 'won'"),
            self._deal_amount(),
        )

    @api.model
    def _committed(self):
        return self._deals(
            2,
            "committed",
            SQL("lead.date_committed"),
            SQL("lead.date_committed IS NOT NULL"),
            self.env.company._own_money(SQL("lead.amount_committed"), SQL("lead.company_id")),
        )

    @api.model
    def _deals(self, number, kind, day, condition, amount):
        is_won = kind == "won"
        return SQL(
            """
            SELECT lead.id * 4::bigint + %(number)s, %(day)s, %(kind)s,
                   COALESCE(team.department_id, team.id), lead.team_id, lead.user_id, lead.id,
                   lead.company_id, %(currency)s,
                   0.0, %(won)s, NULL::float, 0.0, 0.0, NULL::float, 0, %(count)s, %(committed)s
              FROM crm_lead lead
              JOIN crm_team team ON team.id = lead.team_id AND team.flow_enabled
             WHERE lead.type = 'opportunity' AND %(condition)s
            """,
            number=number,
            day=day,
            kind=kind,
            currency=self.env.company.currency_id.id,
            won=amount if is_won else SQL("0.0"),
            count=int(is_won),
            committed=SQL("0.0") if is_won else amount,
            condition=condition,
        )

    @api.model
    def _money(self):
        return SQL(
            """
            SELECT money.id * 4::bigint + 3, money.date, 'money',
                   COALESCE(team.department_id, team.id), money.team_id, money.user_id,
                   money.lead_id, money.company_id, money.currency_id,
                   0.0, 0.0, NULL::float, 0.0, money.amount_paid, NULL::float, 0, 0, 0.0
              FROM (%s) money
              LEFT JOIN crm_team team ON team.id = money.team_id
             WHERE money.amount_paid != 0
            """,
            self.env["crm.money.report"]._table_query,
        )
