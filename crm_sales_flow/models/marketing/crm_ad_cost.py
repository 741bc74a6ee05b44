from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmAdCost(models.Model):
    """What advertising cost: of a campaign, a source, or a keyword of an engine (U09)."""

    _name = "crm.ad.cost"
    _description = "Cost of advertising"
    _order = "date desc, id desc"
    _rec_name = "campaign_id"

    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    campaign_id = fields.Many2one("utm.campaign", index="btree_not_null", ondelete="restrict")
    source_id = fields.Many2one(
        "utm.source",
        domain=[("flow_approved", "=", True)],
        index="btree_not_null",
        ondelete="restrict",
    )
    engine = fields.Char("Search engine", help="As pages tell it, e.g. yandex.")
    keyword = fields.Char(help="The words that were paid for; empty for the campaign as a whole.")
    amount = fields.Monetary(required=True)
    note = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.constrains("campaign_id", "source_id", "engine", "keyword", "amount")
    def _check_cost(self):
        for cost in self:
            if cost.amount <= 0:
                raise ValidationError(self.env._("A cost is more than zero."))
            if not (cost.campaign_id or cost.source_id or cost.engine or cost.keyword):
                raise ValidationError(
                    self.env._("Say what it was spent on: a campaign, a source or a keyword.")
                )
