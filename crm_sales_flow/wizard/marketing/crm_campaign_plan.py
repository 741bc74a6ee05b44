from calendar import monthrange
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

SUMS = ("budget", "cost", "plan_leads", "fact_leads", "plan_deals", "fact_deals")
SUMS += ("plan_revenue", "fact_revenue")


class CrmCampaignPlan(models.TransientModel):
    """The marketing plan of a year on one sheet: each campaign as a bar over its months (U08)."""

    _name = "crm.campaign.plan"
    _description = "Marketing plan of a year"

    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year)
    campaign_ids = fields.Many2many(
        "utm.campaign", string="Campaigns", compute="_compute_campaign_ids"
    )
    count = fields.Integer("Campaigns of the year", compute="_compute_campaign_ids")

    @api.constrains("year")
    def _check_year(self):
        if any(not 2000 <= plan.year <= 2100 for plan in self):
            raise ValidationError(self.env._("Enter a year such as 2026."))

    @api.depends("year")
    def _compute_campaign_ids(self):
        for plan in self:
            year = min(max(plan.year, 1), 9999)
            first, last = date(year, 1, 1), date(year, 12, 31)
            plan.campaign_ids = self.env["utm.campaign"].search(
                [
                    ("date_begin", "<=", last),
                    "|",
                    ("date_end", ">=", first),
                    "&",
                    ("date_end", "=", False),
                    ("date_begin", ">=", first),
                ],
                order="date_begin, sequence, id",
            )
            plan.count = len(plan.campaign_ids)

    def action_print(self):
        self.ensure_one()
        return self.env.ref("crm_sales_flow.report_campaign_plan").report_action(self)

    def _title(self):
        return self.env._("Marketing plan, %(year)s", year=self.year)

    def _months(self, campaign):
        """:return: for each month of the year whether the campaign runs in it"""
        end = campaign.date_end or campaign.date_begin
        return [
            campaign.date_begin <= date(self.year, month, monthrange(self.year, month)[1])
            and end >= date(self.year, month, 1)
            for month in range(1, 13)
        ]

    def _month_names(self):
        days = [date(self.year, month, 1) for month in range(1, 13)]
        return [format_date(self.env, day, date_format="LLL") for day in days]

    def _totals(self):
        return {name: sum(self.campaign_ids.mapped(name)) for name in SUMS}

    def _unit(self):
        unit = self.env.company.currency_id
        return self.env._("Amounts: %(currency)s", currency=unit.full_name or unit.name)

    def _amount(self, amount):
        """Without pence: a plan is no invoice."""
        return formatLang(self.env, amount, digits=0)
