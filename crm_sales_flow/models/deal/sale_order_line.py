from odoo import api, models


class SaleOrderLine(models.Model):
    """The amount of an order is computed from its lines, which may come after the order."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id.filtered("opportunity_id")._sync_deal_documents()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "order_id" in vals and not self.env.su:
            # Odoo asks about the order it stood in: a line is moved to one's own orders only.
            self.order_id.check_access("write")
        if vals.keys() & {"product_uom_qty", "price_unit", "discount", "tax_ids"}:
            self.order_id.filtered("opportunity_id")._sync_deal_documents()
        return result

    def unlink(self):
        orders = self.order_id.filtered("opportunity_id")
        result = super().unlink()
        orders.exists()._sync_deal_documents()
        return result
