from odoo import models


class AccountPayment(models.Model):
    """Payments of clients are documents of the deals whose invoices they pay (N01)."""

    _name = "account.payment"
    _inherit = ["account.payment", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset({"state", "date", "amount", "memo", "invoice_ids"})

    def _deal_document_type(self):
        if self.partner_type == "customer" and self.state not in ("canceled", "rejected"):
            return "crm_sales_flow.document_type_payment"
        return False

    def _deal_document_deals(self):
        return self.reconciled_invoice_ids.line_ids.sale_line_ids.order_id.opportunity_id

    def _deal_document_values(self):
        return {
            "name": self.name or self.memo,
            "date": self.date,
            "state": "required" if self.state == "draft" else "signed",
            "amount": self.amount_company_currency_signed,
        }
