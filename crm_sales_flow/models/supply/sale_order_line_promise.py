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

    @api.depends("ready_date", "promised_date")
    def _compute_days_late(self):
        """Counted in days as the task about a slip is, hours of one day are none (L07)."""
        for line in self:
            line.days_late = line.order_id._supply_days_late(line.ready_date)

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

    def _supply_ask_again(self):
        """A note or a section promises nothing."""
        let = self.filtered("product_id").order_id.filtered("supply_let_promise")
        let.sudo().supply_let_promise = False
