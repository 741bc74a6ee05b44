from odoo import api, fields, models


class CrmSelectionLine(models.Model):
    """A variant that was offered to the client; rejected ones stay as history (J02)."""

    _name = "crm.selection.line"
    _description = "Selected Equipment"
    _inherit = "crm.deal.line.mixin"
    _order = "lead_id, sequence, id"
    _rec_name = "product_id"

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", domain=[("sale_ok", "=", True)], index="btree_not_null"
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    currency_id = fields.Many2one(related="lead_id.company_currency")
    price = fields.Monetary(
        "List Price",
        compute="_compute_price",
        help="Before discounts; the proposal has the final one.",
    )
    amount = fields.Monetary("Sum", compute="_compute_price")
    is_custom = fields.Boolean(
        "Special Order", help="Made for this client; there may be no product for it yet."
    )
    note = fields.Char("Why this one")
    state = fields.Selection(
        [("variant", "Variant"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        "Client's Answer",
        default="variant",
        required=True,
    )
    order_line_id = fields.Many2one(
        "sale.order.line", "Quotation Line", copy=False, readonly=True, ondelete="set null"
    )

    is_quoted = fields.Boolean(
        "In a proposal",
        compute="_compute_is_quoted",
        compute_sudo=True,
        help="It stands in a proposal or order that was not cancelled.",
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A quantity is more than zero.")
    _product_or_custom = models.Constraint(
        "CHECK (product_id IS NOT NULL OR is_custom)",
        "Choose a product, or mark the line as a special order.",
    )

    @api.depends("product_id.lst_price", "quantity", "currency_id")
    def _compute_price(self):
        today = fields.Date.context_today(self)
        for line in self:
            product, company = line.product_id, line.company_id or self.env.company
            line.price = product.currency_id._convert(
                product.lst_price, line.currency_id or company.currency_id, company, today
            )
            line.amount = line.price * line.quantity

    @api.depends("order_line_id.order_id.state")
    def _compute_is_quoted(self):
        for line in self:
            order = line.order_line_id.order_id
            line.is_quoted = bool(order) and order.state != "cancel"

    def _to_quote(self):
        return self.filtered(
            lambda line: line.state == "accepted" and line.product_id and not line.is_quoted
        )

    def action_accept(self):
        self.state = "accepted"

    def action_reject(self):
        self.state = "rejected"

    def _prepare_order_line_values(self, order):
        self.ensure_one()
        return {
            "order_id": order.id,
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
        }
