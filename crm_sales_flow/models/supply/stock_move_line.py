from odoo import api, models

from .stock_move import check_mover, check_taking_back

# What may be taken back, by an empty value.
TAKEN_BACK = frozenset({"quantity", "picked"})


class StockMoveLine(models.Model):
    """Odoo completes the values of details from the move, a quant and the context: whoever does
    not handle goods makes none, and changes nothing of them but to take back (I11, L05)."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        check_mover(self.env, bool(vals_list))
        return super().create(vals_list)

    def write(self, vals):
        check_mover(self.env, any(vals[name] or name not in TAKEN_BACK for name in vals))
        if vals:
            check_taking_back(self.move_id)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_may_take_back(self):
        check_taking_back(self.move_id)
