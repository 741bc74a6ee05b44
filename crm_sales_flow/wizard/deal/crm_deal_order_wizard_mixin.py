from odoo import api, fields, models


class CrmDealOrderWizardMixin(models.AbstractModel):
    """A question about one deal that is answered from one of its quotations or orders."""

    _name = "crm.deal.order.wizard.mixin"
    _inherit = "crm.deal.wizard.mixin"
    _description = "Question about an order of one deal"

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        domain="[('opportunity_id', '=', lead_id), ('state', '!=', 'cancel')]",
        compute="_compute_order_id",
        store=True,
        precompute=True,
        readonly=False,
    )

    @api.depends("lead_id")
    def _compute_order_id(self):
        for wizard in self:
            wizard.order_id = wizard.order_id or wizard.lead_id._form_order()
