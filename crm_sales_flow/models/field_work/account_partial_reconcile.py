from odoo import api, models


class AccountPartialReconcile(models.Model):
    """An invoice that is paid, wholly or in part, by whatever entry, is told at once (T01)."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        moves = (partials.debit_move_id | partials.credit_move_id).move_id.sudo()
        lines = moves.invoice_line_ids.sale_line_ids
        lines.order_id.opportunity_id._flow_tell_payment()
        return partials
