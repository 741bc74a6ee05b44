from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class StockMove(models.Model):
    """What goes to a client of the sales process leaves the warehouse, by its rules (M01-M04).

    Orders outside the process ship as Odoo lets them.
    """

    _inherit = "stock.move"

    def _action_confirm(self, *args, **kwargs):
        """A way past the warehouse is refused when it is ordered, not when the goods left."""
        self._check_from_warehouse()
        return super()._action_confirm(*args, **kwargs)

    def _action_done(self, cancel_backorder=False):
        shipped = self._of_process()
        shipped._check_from_warehouse()
        shipped._check_has_serial()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        (shipped & moves)._check_was_there()
        return moves

    def _of_process(self):
        """Moves of stored goods out of the warehouse for orders of the sales process."""
        return self.filtered(
            lambda move: (
                move.product_id.is_storable
                and move._supply_order().opportunity_id.flow_enabled
                and (move.location_final_id or move.location_dest_id).usage == "customer"
                and move.location_id.usage != "customer"
            )
        )

    def _supply_order(self):
        """The order it serves; what the warehouse adds to a delivery serves that of the delivery.

        Such a move gets its line of the order only when it is done.
        """
        move = self.sudo()
        return move.sale_line_id.order_id or move.picking_id.sale_id

    def _check_from_warehouse(self):
        """Neither straight from production nor from the supplier: through the stock."""
        for move in self._of_process():
            places = (move.location_id.usage, move.location_dest_id.usage)
            if places[1] == "customer" and places[0] not in ("internal", "transit"):
                raise UserError(
                    self.env._(
                        "%(product)s goes to the client from the warehouse only: it is received "
                        "there first. Check the route of the product.",
                        product=move.product_id.display_name,
                    )
                )

    def _check_has_serial(self):
        """Odoo asks for the number where the product is tracked; equipment always is."""
        for move in self:
            product = move.product_id
            if move.picked and product.tracking != "serial" and product.categ_id._is_equipment():
                raise UserError(
                    self.env._(
                        "%(product)s is equipment and has no serial numbers: set «Tracking» of the "
                        "product to «By Unique Serial Number» before it is shipped.",
                        product=product.display_name,
                    )
                )

    def _check_was_there(self):
        """Nobody ships what is not in stock: it would be below zero there."""
        lines = self.move_line_ids
        quants = (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("product_id", "in", lines.product_id.ids),
                    ("location_id", "in", lines.location_id.ids),
                    ("location_id.usage", "=", "internal"),
                    ("quantity", "<", 0),
                ]
            )
        )
        taken = {(line.product_id, line.location_id, line.lot_id) for line in lines}
        for quant in quants:
            key = (quant.product_id, quant.location_id, quant.lot_id)
            rounding = quant.product_uom_id.rounding
            if key in taken and float_compare(quant.quantity, 0, precision_rounding=rounding) < 0:
                raise UserError(
                    self.env._(
                        "%(product)s is not in stock: %(missing)g %(unit)s are lacking in "
                        "%(place)s. What is still being made or bought is received first.",
                        product=quant.product_id.display_name,
                        missing=-quant.quantity,
                        unit=quant.product_uom_id.name,
                        place=quant.location_id.display_name,
                    )
                )
