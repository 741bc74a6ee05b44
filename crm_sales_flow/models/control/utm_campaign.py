from odoo import fields, models


class UtmCampaign(models.Model):
    """What a campaign brought in money, and what that cost (U05, U09)."""

    _inherit = "utm.campaign"

    fact_paid = fields.Monetary(
        "Paid", compute="_compute_money", help="Invoices of its deals that were paid."
    )
    fact_margin = fields.Monetary("Margin of what is paid", compute="_compute_money")
    lead_cost = fields.Monetary("Cost of a lead", compute="_compute_money")
    deal_cost = fields.Monetary("Cost of a deal", compute="_compute_money")

    def _compute_money(self):
        """Totals of all departments, like the other figures of a campaign."""
        groups = (
            self.env["crm.money.report"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids), ("company_id", "in", self.env.companies.ids)],
                ["campaign_id"],
                ["amount_paid:sum", "margin:sum"],
            )
        )
        money = {campaign: (paid, margin) for campaign, paid, margin in groups}
        for campaign in self:
            campaign.fact_paid, campaign.fact_margin = money.get(campaign._origin, (0, 0))
            campaign.lead_cost = campaign.fact_leads and campaign.cost / campaign.fact_leads
            campaign.deal_cost = campaign.fact_deals and campaign.cost / campaign.fact_deals

    def action_effect(self):
        """Button: what came of the campaign."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_sales_flow.action_keyword_report"
        )
        domain = [
            ("campaign_id", "=", self.id),
            ("kind", "in", ("lead", "money", "cost")),
        ]
        return {**action, "domain": domain, "context": {}}
