from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _field_work_lots(self, flag):
        """Serial numbers that the client of the orders has, of products with the flag."""
        return self.env["stock.lot"].union(*self._field_work_delivered(flag).values())

    def _field_work_delivered(self, flag):
        """order -> serial numbers shipped by it that did not come back, read in one batch."""
        result = {order: self.env["stock.lot"].sudo() for order in self}
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                [
                    ("state", "=", "done"),
                    ("lot_id", "!=", False),
                    (f"product_id.{flag}", "=", True),
                    ("move_id.sale_line_id.order_id", "in", self.ids),
                ],
                order="date, id",
            )
        )
        for line in lines:
            order = line.move_id.sale_line_id.order_id
            if line.location_dest_id.usage == "customer":
                result[order] |= line.lot_id
            elif line.location_id.usage == "customer":
                result[order] -= line.lot_id
        return result
