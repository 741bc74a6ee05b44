from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """A shipment gives the machine its owner, a return takes it away.

        The passports are written before the rest of the chain reacts. Elevated: the warehouse
        worker need not read deals.
        """
        result = super()._action_done()
        lines = self.sudo().move_line_ids.filtered(
            lambda line: line.state == "done" and line.lot_id
        )
        for line in lines.sorted("id"):
            order = line.move_id.sale_line_id.order_id
            if line.location_id.usage == "customer":
                line.lot_id._passport_return()
            elif line.location_dest_id.usage == "customer" and order:
                line.lot_id._passport_ship(order)
        return result
