from odoo import api, models

from .supply_watch import watch


class PurchaseOrderLine(models.Model):
    """Lines come from several clients' orders, go, and move between purchases (N01)."""

    _inherit = "purchase.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._sync_deal_documents()
        return lines

    def write(self, vals):
        former = self.order_id if "order_id" in vals else self.env["purchase.order"]
        result = super().write(vals)
        if vals.keys() & {"date_planned", "product_qty"}:
            for purchase, lines in self.grouped("order_id").items():
                watch(moves=lines.move_ids | lines.move_dest_ids, cause=purchase.name)
        if vals.keys() & {"order_id", "move_dest_ids", "sale_line_id"}:
            (former | self.order_id)._sync_deal_documents()
        return result

    def unlink(self):
        purchases = self.order_id
        result = super().unlink()
        purchases.exists()._sync_deal_documents()
        return result
