from odoo import api, models

from .supply_watch import watch


class PurchaseOrder(models.Model):
    """Purchase orders are documents of the deals whose orders they serve (L04, N01).

    One request for quotation may collect several clients' orders, so it may serve many deals.
    """

    _name = "purchase.order"
    _inherit = ["purchase.order", "crm.deal.document.mixin"]

    # ``origin`` is what Odoo writes last when it merges requests for quotation.
    _deal_document_triggers = frozenset({"reference_ids", "origin", "state", "name"})

    def _deal_document_type(self):
        return "crm_sales_flow.document_type_purchase" if self.state != "cancel" else False

    def _deal_document_deals(self):
        """The orders behind the lines; those of the whole purchase when no line knows its own."""
        lines = self.order_line
        moves = lines.move_dest_ids | lines.move_ids.move_dest_ids
        orders = moves.reference_ids.sale_ids | lines.sale_order_id
        return (orders or self.reference_ids.sale_ids).opportunity_id

    def _deal_document_values(self):
        states = {"draft": "required", "sent": "required", "to approve": "required"}
        return {
            "name": self.name,
            "date": self.date_order and self.date_order.date(),
            "state": states.get(self.state, "issued"),
        }


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
