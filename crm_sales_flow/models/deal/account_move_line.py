from odoo import api, models

# Changes of a line that may change the amount of its invoice, or whose deal it serves.
LINE_TRIGGERS = frozenset({"sale_line_ids", "quantity", "price_unit", "discount", "tax_ids"})


class AccountMoveLine(models.Model):
    """Lines change by themselves too: the invoice and its deals follow."""

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._sync_invoice_documents()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if LINE_TRIGGERS & vals.keys():
            self._sync_invoice_documents()
        return result

    def unlink(self):
        invoices = self._invoices_of_deals()
        result = super().unlink()
        invoices.exists()._sync_with_payments()
        return result

    def _invoices_of_deals(self):
        return self.filtered("sale_line_ids").move_id.filtered(lambda move: move.is_sale_document())

    def _sync_invoice_documents(self):
        self._invoices_of_deals()._sync_with_payments()
