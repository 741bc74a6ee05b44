from odoo import api, fields, models

PROMISED = frozenset({"product_id", "product_uom_id", "product_uom_qty"})


class SaleOrderLine(models.Model):
    """The Head let a day pass for the goods that he saw, not for others or more of them (L11)."""

    _inherit = "sale.order.line"

    days_late = fields.Integer(
        "Late, days",
        compute="_compute_days_late",
        compute_sudo=True,
        help="By how many days the goods are ready later than the client was promised.",
    )

    @api.depends("ready_date", "promised_date", "overdue_documents")
    def _compute_days_late(self):
        """Counted in days as the task about a slip is, hours of one day are none (L07).

        What is overdue is not there today either.
        """
        for line in self:
            moment = fields.Datetime.now() if line.overdue_documents else line.ready_date
            line.days_late = line.order_id._supply_days_late(moment)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._supply_ask_again()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & PROMISED:
            self._supply_ask_again()
        return result

    def _supply_needs(self):
        """:return: {product: quantity in its unit}"""
        return {
            product: sum(
                line.product_uom_id._compute_quantity(
                    line.product_uom_qty, product.uom_id, round=False
                )
                for line in lines
            )
            for product, lines in self.grouped("product_id").items()
        }

    def _supply_ask_again(self):
        """A note or a section promises nothing."""
        let = self.filtered("product_id").order_id.filtered("supply_let_promise")
        let.sudo().supply_let_promise = False
