from odoo import api, models


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


class AccountPartialReconcile(models.Model):
    """A payment learns which deals it serves when it is matched with their invoices."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._matched_payments()._sync_deal_documents()
        return partials

    def unlink(self):
        payments = self._matched_payments()
        result = super().unlink()
        payments.invalidate_recordset(["reconciled_invoice_ids"])
        payments.exists()._sync_deal_documents()
        return result

    def _matched_payments(self):
        return (self.debit_move_id | self.credit_move_id).move_id.origin_payment_id
