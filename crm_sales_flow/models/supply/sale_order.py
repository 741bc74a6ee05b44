from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        """Its deliveries, production and purchase orders come at once (L03, L04)."""
        with self._deal_documents_later():
            return super()._action_confirm()

    def _deal_document_dependents(self):
        """Deliveries, production and purchase orders go to another deal with their order (N01)."""
        references = self.stock_reference_ids
        return [
            *super()._deal_document_dependents(),
            self.picking_ids,
            references.production_ids | self.mrp_production_ids,
            references.purchase_ids | self.order_line.purchase_line_ids.order_id,
        ]
