from odoo import models

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

    def button_cancel(self):
        """What was bought for an order comes no more: its manager hears which purchase (L08)."""
        moves = {
            order: order.order_line.move_ids | order.order_line.move_dest_ids for order in self
        }
        result = super().button_cancel()
        for purchase, followed in moves.items():
            watch(moves=followed.exists(), cause=purchase.name)
        return result
