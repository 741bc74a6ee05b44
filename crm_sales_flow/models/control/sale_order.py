from odoo import api, fields, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    first_promised_at = fields.Datetime(
        "First promised for",
        compute="_compute_first_promised_at",
        store=True,
        copy=False,
        index="btree_not_null",
        help="The day of delivery of the confirmed order as it was promised first: a promise that "
        "is moved later does not become a kept one.",
    )

    @api.depends("state", "commitment_date")
    def _compute_first_promised_at(self):
        for order in self:
            first = order.first_promised_at
            confirmed = order.state == "sale" and order.commitment_date
            order.first_promised_at = first or confirmed

    def write(self, vals):
        if "first_promised_at" in vals and not self.env.su:
            raise AccessError(self.env._("The first promise is kept by the program alone."))
        return super().write(vals)
