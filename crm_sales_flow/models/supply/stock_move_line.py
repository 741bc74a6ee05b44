from odoo import api, models

from .stock_move import check_performed


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        check_performed(self.env, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_performed(self.env, [vals])
        return super().write(vals)
