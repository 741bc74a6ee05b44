from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _field_work_lots(self, flag):
        """Serial numbers that the client of the orders has, of products with the flag."""
        return self.env["stock.lot"].union(*self._field_work_delivered(flag).values())

    def _field_work_unaccepted(self):
        """order -> its machines at the client of which no signed commissioning act speaks.

        An order without any act is there as well; what is accepted in full is left out.
        """
        if not self:
            return {}
        acts = self._field_work_installations().filtered("act_signed_at")
        signed = acts.grouped("field_work_order_id")
        delivered = self._field_work_delivered("installation_required")
        return {
            order: lots - signed[order].lot_ids if order in signed else lots
            for order, lots in delivered.items()
            if order not in signed or lots - signed[order].lot_ids
        }

    def _field_work_installations(self):
        """Elevated: whoever ships or cancels need not read the visits."""
        return (
            self.env["project.task"]
            .sudo()
            .search(
                [
                    ("field_work_order_id", "in", self.ids),
                    ("field_work_type", "=", "installation"),
                    ("state", "!=", "1_canceled"),
                ]
            )
        )

    def _action_cancel(self):
        """What is not sold any more does not stay in the plan of the engineers."""
        result = super()._action_cancel()
        planned = self._field_work_installations().filtered(lambda task: not task.act_signed_at)
        planned.write({"state": "1_canceled"})
        return result

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
