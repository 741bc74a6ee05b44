from odoo import fields, models


class CrmLostReason(models.Model):
    _name = "crm.lost.reason"
    _inherit = ["crm.lost.reason", "flow.short.list.mixin"]

    ask_competitor = fields.Boolean(
        "Ask for the competitor", help="Who loses a deal for this reason names the competitor."
    )
