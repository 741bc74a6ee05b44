from odoo import fields, models


class CrmDealNeed(models.Model):
    _inherit = "crm.deal.need"

    for_production = fields.Boolean(
        "For production",
        help="The workshop reads it on its orders for the deal, unless it is refused.",
    )
