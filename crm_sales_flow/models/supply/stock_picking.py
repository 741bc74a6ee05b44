from odoo import fields, models

from .stock_move import check_mover
from .supply_watch import watch


class StockPicking(models.Model):
    """Deliveries to the client, and what comes back from him, are documents of deals (M07, N01)."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset({"scheduled_date", "name"})

    is_reservation_released = fields.Boolean(
        related="sale_id.is_reservation_released", string="Goods Released"
    )

    def _deal_document_type(self):
        if self.state == "cancel":
            return False
        if self.picking_type_code == "outgoing":
            return "crm_sales_flow.document_type_picking"
        returned = self.location_id.usage == "customer"
        return "crm_sales_flow.document_type_other" if returned else False

    def _deal_document_deals(self):
        return self.move_ids.sale_line_id.order_id.opportunity_id

    def _deal_document_values(self):
        date = self.date_done or self.scheduled_date
        return {
            "name": self.name,
            "date": date and date.date(),
            "state": "issued" if self.state == "done" else "required",
        }

    def action_assign(self):
        """Buttons of the warehouse: Odoo shows them to salespeople, too (L02)."""
        check_mover(self.env, bool(self))
        return super().action_assign()

    def do_unreserve(self):
        check_mover(self.env, bool(self))
        for picking in self:
            watch(moves=picking.move_ids, cause=picking.name)
        return super().do_unreserve()

    def _form_file_name(self, kind):
        """Name of the file of a printed form (M03, M08)."""
        if kind == "note":
            return self.env._("Expense note %(number)s", number=self.name).replace("/", "-")
        return self.env._("Packing list %(number)s", number=self.name).replace("/", "-")

    # The state is computed from the moves, without a write: their actions tell.

    def _action_done(self):
        result = super()._action_done()
        (self | self.backorder_ids)._sync_deal_documents()
        return result
