from odoo import models


class AccountMove(models.Model):
    """Invoices to clients are documents of the deals whose order lines they invoice (N01)."""

    _name = "account.move"
    _inherit = ["account.move", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset(
        {"state", "name", "invoice_date", "payment_state", "line_ids", "invoice_line_ids"}
    )

    def _deal_document_type(self):
        if not self.is_sale_document() or self.state == "cancel":
            return False
        kind = "other" if self.move_type == "out_refund" else "invoice"
        return f"crm_sales_flow.document_type_{kind}"

    def _deal_document_deals(self):
        return self.line_ids.sale_line_ids.order_id.opportunity_id

    def _deal_document_values(self):
        return {
            "name": self.name if self.name not in (False, "/") else "",
            "date": self.invoice_date or self.date,
            "state": "issued" if self.state == "posted" else "required",
            "amount": self.amount_total_signed,
        }

    def _sync_with_payments(self):
        """The deals of an invoice changed, and with them those of its payments."""
        self._sync_deal_documents()
        self.reconciled_payment_ids._sync_deal_documents()
