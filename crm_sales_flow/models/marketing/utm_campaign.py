from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class UtmCampaign(models.Model):
    """A campaign with its time, its budget and what it was to bring: plan and fact (U07, U08)."""

    _inherit = "utm.campaign"
    _order = "date_begin desc nulls last, sequence, id desc"

    sequence = fields.Integer(default=10)
    date_begin = fields.Date("Begins")
    date_end = fields.Date("Ends")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    budget = fields.Monetary(help="Planned cost of the campaign.")
    cost_ids = fields.One2many("crm.ad.cost", "campaign_id", "Costs")
    cost = fields.Monetary(
        "Spent",
        compute="_compute_cost",
        store=True,
        compute_sudo=True,
        help="What the campaign cost so far: the sum of its costs.",
    )
    plan_leads = fields.Integer("Leads, plan")
    plan_deals = fields.Integer("Deals, plan")
    plan_revenue = fields.Monetary("Revenue, plan")
    fact_leads = fields.Integer("Leads", compute="_compute_facts")
    fact_deals = fields.Integer("Deals", compute="_compute_facts")
    fact_revenue = fields.Monetary("Revenue", compute="_compute_facts", help="Of the won deals.")
    touch_ids = fields.One2many("crm.touch", "campaign_id", "Actions")
    touch_count = fields.Integer("Clients", compute="_compute_touches")
    opened_count = fields.Integer(
        "Opened", compute="_compute_touches", help="Clients who opened the letter."
    )
    answered_count = fields.Integer(
        "Answered", compute="_compute_touches", help="Clients whose answer is known."
    )
    interested_count = fields.Integer("Interested", compute="_compute_touches")
    refused_count = fields.Integer("Refused", compute="_compute_touches")
    call_list_ids = fields.One2many("crm.call.list", "campaign_id", "Call lists")
    call_count = fields.Integer("Calls", compute="_compute_calls", compute_sudo=True)
    call_reached_count = fields.Integer(
        "Calls: reached", compute="_compute_calls", compute_sudo=True
    )
    call_interested_count = fields.Integer(
        "Calls: interested", compute="_compute_calls", compute_sudo=True
    )
    call_refused_count = fields.Integer(
        "Calls: refused", compute="_compute_calls", compute_sudo=True
    )

    @api.constrains("date_begin", "date_end")
    def _check_dates(self):
        for campaign in self:
            if (
                campaign.date_begin
                and campaign.date_end
                and campaign.date_end < campaign.date_begin
            ):
                raise ValidationError(self.env._("A campaign ends after it begins."))

    @api.depends("cost_ids.amount")
    def _compute_cost(self):
        for campaign in self:
            campaign.cost = sum(campaign.cost_ids.mapped("amount"))

    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    def _compute_facts(self):
        """Totals of all departments: the figures of a campaign are no deals of somebody.

        What waits for sorting, or is none of the process, is not counted, as in the reports.
        """
        Lead = self.env["crm.lead"].sudo().with_context(active_test=False)
        ours = Domain("campaign_id", "in", self.ids) & Domain("awaits_sorting", "=", False)
        ours &= Lead._process_domain()
        known = ours & Lead._deal_domain()
        won = known & Domain("won_status", "=", "won")
        leads = dict(Lead._read_group(ours, ["campaign_id"], ["__count"]))
        deals = dict(Lead._read_group(known, ["campaign_id"], ["__count"]))
        revenue = dict(Lead._read_group(won, ["campaign_id"], ["deal_amount:sum"]))
        for campaign in self:
            key = campaign._origin
            campaign.fact_leads = leads.get(key, 0)
            campaign.fact_deals = deals.get(key, 0)
            campaign.fact_revenue = revenue.get(key, 0)

    def _compute_touches(self):
        Touch = self.env["crm.touch"]
        ours = [("campaign_id", "in", self.ids)]
        groups = Touch._read_group(ours, ["campaign_id", "response"], ["__count"])
        opened = [*ours, "|", ("open_count", ">", 0), ("click_count", ">", 0)]
        opened = dict(Touch._read_group(opened, ["campaign_id"], ["__count"]))
        counts = {}
        for campaign, response, count in groups:
            counts[campaign, response] = count
            counts[campaign] = counts.get(campaign, 0) + count
        for campaign in self:
            key = campaign._origin
            campaign.touch_count = counts.get(key, 0)
            campaign.opened_count = opened.get(key, 0)
            said_nothing = counts.get((key, False), 0) + counts.get((key, "silent"), 0)
            campaign.answered_count = campaign.touch_count - said_nothing
            campaign.interested_count = counts.get((key, "interested"), 0)
            campaign.refused_count = counts.get((key, "refused"), 0)

    @api.depends("call_list_ids")
    def _compute_calls(self):
        """What the calls of the campaign came to, whoever made them (V11)."""
        for campaign in self:
            lists = campaign.call_list_ids
            campaign.call_count = sum(lists.mapped("task_count"))
            campaign.call_reached_count = sum(lists.mapped("reached_count"))
            campaign.call_interested_count = sum(lists.mapped("interested_count"))
            campaign.call_refused_count = sum(lists.mapped("refused_count"))

    def action_touches(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_touch")
        return {**action, "domain": [("campaign_id", "=", self.id)], "context": {}}
