from odoo import api, fields, models
from odoo.tools import SQL

from .flow_report_origin import LEAD_ORIGIN


class CrmEffectReport(models.Model):
    """From a request to the money: what came, what became of it, what it brought and cost.

    One row tells of one thing: a request, a lead or deal, a part of an invoice, a cost of
    advertising. Requests and leads stand on the day on which they came, money on the day of its
    invoice, costs on their day; what became of a lead is told on the day of the lead (Z02, H06,
    Z04, X07, U09, U10). A lead that waits for sorting is still a request; a deal had a contact,
    whether somebody registered it or not.
    """

    _name = "crm.effect.report"
    _inherit = "flow.report.origin.mixin"
    _description = "Effectiveness"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "lead_id"

    _shares = {
        "contact_rate": ("contact_count", "lead_count", 100.0),
        "deal_rate": ("deal_count", "contact_count", 100.0),
        "won_rate": ("won_count", "deal_count", 100.0),
        "lead_cost": ("cost", "lead_count", 1.0),
        "deal_cost": ("cost", "deal_count", 1.0),
        "cost_return": ("amount_paid", "cost", 1.0),
    }
    _depends = {
        "crm.lead": [
            "registered_at",
            "first_contact_at",
            "awaits_sorting",
            "type",
            "furthest_stage_id",
            "team_id",
            "user_id",
            "company_id",
            "partner_id",
            "won_status",
            "amount_ordered",
            "expected_revenue",
            "amount_paid",
            *LEAD_ORIGIN,
        ],
        "crm.request": ["registered_at", "state", "team_id", "lead_id", "company_id", *LEAD_ORIGIN],
        "crm.team": ["flow_enabled", "department_id"],
        "crm.ad.cost": ["date", "source_id", "campaign_id", "engine", "keyword", "amount"],
        "res.partner": ["commercial_partner_id", "activity_segment_id"],
    }

    kind = fields.Selection(
        [
            ("request", "Request"),
            ("lead", "Lead or deal"),
            ("money", "Payment"),
            ("cost", "Cost of advertising"),
        ],
        "What it is",
        readonly=True,
    )
    date = fields.Date("Day", readonly=True)
    request_id = fields.Many2one("crm.request", readonly=True, aggregator=None)
    lead_id = fields.Many2one("crm.lead", "Lead or deal", readonly=True, aggregator=None)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    department_id = fields.Many2one("crm.team", readonly=True, falsy_value_label="Not defined")
    team_id = fields.Many2one("crm.team", "Department or sub-unit", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Manager", readonly=True, falsy_value_label="Not defined"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    request_count = fields.Integer("Requests", readonly=True)
    dropped_count = fields.Integer(
        "Requests dropped", readonly=True, help="Put away at sorting: no sale in them."
    )
    lead_count = fields.Integer("Leads", readonly=True)
    contact_count = fields.Integer("Contacts", readonly=True, help="The client was really reached.")
    deal_count = fields.Integer("Deals", readonly=True)
    won_count = fields.Integer("Won deals", readonly=True)
    lost_count = fields.Integer("Lost deals", readonly=True)
    client_id = fields.Many2one(
        "res.partner",
        "Clients",
        readonly=True,
        aggregator="count_distinct",
        help="Organisations with which there is a deal.",
    )
    amount_won = fields.Monetary("Amount of won deals", readonly=True)
    amount_paid = fields.Monetary("Paid", readonly=True, help="Of the invoices of these days.")
    margin = fields.Monetary("Margin of what is paid", readonly=True)
    # A cost has no department: who does not see all of them would read that there was none.
    cost = fields.Monetary(
        readonly=True,
        help="What advertising cost.",
        groups="crm_sales_flow.group_all_departments",
    )
    contact_rate = fields.Float("Leads to contacts, %", readonly=True, aggregator="avg")
    deal_rate = fields.Float("Contacts to deals, %", readonly=True, aggregator="avg")
    won_rate = fields.Float("Deals to won, %", readonly=True, aggregator="avg")
    lead_cost = fields.Float(
        "Cost of a lead",
        readonly=True,
        aggregator="avg",
        groups="crm_sales_flow.group_all_departments",
    )
    deal_cost = fields.Float(
        "Cost of a deal",
        readonly=True,
        aggregator="avg",
        groups="crm_sales_flow.group_all_departments",
    )
    cost_return = fields.Float(
        "Paid for each unit spent",
        readonly=True,
        aggregator="avg",
        groups="crm_sales_flow.group_all_departments",
    )

    def _record(self):
        return self.request_id or self.lead_id

    @property
    def _table_query(self):
        parts = [self._leads(), self._requests(), self._money(), self._costs()]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _leads(self):
        is_deal = SQL("(lead.type = 'opportunity' OR lead.furthest_stage_id IS NOT NULL)")
        return SQL(
            """
            SELECT lead.id * 4::bigint AS id,
                   'lead' AS kind,
                   %(day)s AS date,
                   NULL::int AS request_id,
                   lead.id AS lead_id,
                   client.commercial_partner_id AS partner_id,
                   client.activity_segment_id AS segment_id,
                   COALESCE(team.department_id, team.id) AS department_id,
                   lead.team_id,
                   lead.user_id,
                   lead.company_id,
                   %(currency)s AS currency_id,
                   %(origin)s,
                   0 AS request_count,
                   0 AS dropped_count,
                   1 AS lead_count,
                   (%(is_deal)s OR lead.first_contact_at IS NOT NULL)::int AS contact_count,
                   %(is_deal)s::int AS deal_count,
                   (%(is_deal)s AND lead.won_status = 'won')::int AS won_count,
                   (%(is_deal)s AND lead.won_status = 'lost')::int AS lost_count,
                   CASE WHEN %(is_deal)s THEN client.commercial_partner_id END AS client_id,
                   CASE WHEN %(is_deal)s AND lead.won_status = 'won'
                        THEN %(amount)s
                        ELSE 0 END AS amount_won,
                   0.0 AS amount_paid,
                   0.0 AS margin,
                   0.0 AS cost,
                   %(no_shares)s
              FROM crm_lead lead
              LEFT JOIN crm_team team ON team.id = lead.team_id
              LEFT JOIN res_partner client ON client.id = lead.partner_id
             WHERE NOT COALESCE(lead.awaits_sorting, FALSE)
               AND (team.flow_enabled OR lead.furthest_stage_id IS NOT NULL)
            """,
            day=self._day(SQL("lead.registered_at")),
            currency=self.env.company.currency_id.id,
            origin=self._origin_columns("lead"),
            amount=self._deal_amount(),
            is_deal=is_deal,
            no_shares=self._no_shares(),
        )

    @api.model
    def _no_shares(self):
        """Shares belong to groups; a row has none."""
        return SQL(", ").join(
            SQL("NULL::float AS %s", SQL.identifier(name)) for name in self._shares
        )

    @api.model
    def _requests(self):
        """What a person or a rule had to look at: robots and unreadable letters are none."""
        return SQL(
            """
            SELECT request.id * 4::bigint + 1, 'request', %(day)s, request.id, request.lead_id,
                   client.commercial_partner_id, client.activity_segment_id,
                   COALESCE(team.department_id, team.id), request.team_id, lead.user_id,
                   request.company_id, %(currency)s, %(origin)s,
                   1, (request.state = 'dropped')::int, 0, 0, 0, 0, 0, NULL::int,
                   0.0, 0.0, 0.0, 0.0, %(no_shares)s
              FROM crm_request request
              LEFT JOIN crm_lead lead ON lead.id = request.lead_id
              LEFT JOIN crm_team team ON team.id = request.team_id
              LEFT JOIN res_partner client ON client.id = request.partner_id
             WHERE request.state NOT IN ('filtered', 'broken')
            """,
            day=self._day(SQL("request.registered_at")),
            currency=self.env.company.currency_id.id,
            origin=self._origin_columns("request"),
            no_shares=self._no_shares(),
        )

    @api.model
    def _money(self):
        return SQL(
            """
            SELECT money.id * 4::bigint + 2, 'money', money.date, NULL::int, money.lead_id,
                   money.partner_id, money.segment_id,
                   COALESCE(team.department_id, team.id), money.team_id, money.user_id,
                   money.company_id, money.currency_id,
                   money.source_id, money.medium_id, money.campaign_id,
                   money.engine, money.keyword,
                   0, 0, 0, 0, 0, 0, 0, NULL::int,
                   0.0, money.amount_paid, money.margin, 0.0, %(no_shares)s
              FROM (%(money)s) money
              LEFT JOIN crm_team team ON team.id = money.team_id
            """,
            money=self.env["crm.money.report"]._table_query,
            no_shares=self._no_shares(),
        )

    @api.model
    def _costs(self):
        return SQL(
            """
            SELECT cost.id * 4::bigint + 3, 'cost', cost.date, NULL::int, NULL::int,
                   NULL::int, NULL::int, NULL::int, NULL::int, NULL::int,
                   cost.company_id, %(currency)s,
                   cost.source_id, NULL::int, cost.campaign_id,
                   NULLIF(LOWER(TRIM(cost.engine)), '') COLLATE "C",
                   NULLIF(LOWER(TRIM(cost.keyword)), '') COLLATE "C",
                   0, 0, 0, 0, 0, 0, 0, NULL::int,
                   0.0, 0.0, 0.0, %(amount)s, %(no_shares)s
              FROM crm_ad_cost cost
            """,
            currency=self.env.company.currency_id.id,
            amount=self.env.company._own_money(SQL("cost.amount"), SQL("cost.company_id")),
            no_shares=self._no_shares(),
        )
