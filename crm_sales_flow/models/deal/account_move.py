from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset(
        {"state", "name", "invoice_date", "payment_state", "line_ids", "invoice_line_ids"}
    )

    def _deal_document_type(self):
        if self.is_sale_document() and self.state != "cancel":
            return "crm_sales_flow.document_type_invoice"
        return False

    def _deal_document_deals(self):
        return self.line_ids.sale_line_ids.order_id.opportunity_id

    def _deal_document_values(self):
        return {
            "name": self.name if self.name not in (False, "/") else "",
            "date": self.invoice_date or self.date,
            "state": "issued" if self.state == "posted" else "required",
            "amount": self.amount_total_signed,
        }
