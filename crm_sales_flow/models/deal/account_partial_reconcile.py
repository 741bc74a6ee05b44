from odoo import api, models


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
