from odoo import api, models


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset({"state", "date", "amount", "memo"})

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
            "state": "issued" if self.state == "draft" else "signed",
            "amount": self.amount_company_currency_signed,
        }


class AccountPartialReconcile(models.Model):
    """A payment learns which deals it serves when it is matched with their invoices."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        moves = (partials.debit_move_id | partials.credit_move_id).move_id
        moves.origin_payment_id._sync_deal_documents()
        return partials
