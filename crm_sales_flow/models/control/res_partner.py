from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    control_score = fields.Integer(
        readonly=True,
        copy=False,
        aggregator="avg",
        groups="crm_sales_flow.group_head",
        help="What the client answered to the last control call, from 1 to 5.",
    )
    control_scored_on = fields.Date(
        "Control call on", readonly=True, copy=False, groups="crm_sales_flow.group_head"
    )
