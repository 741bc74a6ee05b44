from odoo import api, fields, models
from odoo.tools import SQL, float_compare

PAID_STATES = ("paid", "in_payment", "reversed")
SALE_DATA = ("sale_amount_total", "quotation_count", "sale_order_count")


class CrmLead(models.Model):
    """What was ordered and what was paid, in the currency of the company (T01, I11, I12)."""

    _inherit = "crm.lead"

    amount_ordered = fields.Monetary(
        "Ordered",
        compute="_compute_payment_state",
        store=True,
        compute_sudo=True,
        currency_field="company_currency",
        help="Total of the confirmed orders, with taxes.",
    )
    amount_paid = fields.Monetary(
        "Paid",
        compute="_compute_payment_state",
        store=True,
        compute_sudo=True,
        currency_field="company_currency",
        help="Paid part of the invoices of these orders, and payments entered as documents.",
    )
    payment_state = fields.Selection(
        [("none", "Not paid"), ("partial", "Partly paid"), ("paid", "Paid")],
        "Payment",
        compute="_compute_payment_state",
        store=True,
        compute_sudo=True,
        tracking=True,
    )
    date_committed = fields.Date(
        "Committed on",
        compute="_compute_date_committed",
        store=True,
        compute_sudo=True,
        copy=False,
        tracking=True,
        help="The first payment or the signed contract. It does not close the deal.",
    )
    amount_committed = fields.Monetary(
        "Committed amount",
        compute="_compute_amount_committed",
        store=True,
        compute_sudo=True,
        currency_field="company_currency",
        help="What a committed deal brings: its orders, or the expected amount while none is "
        "confirmed. Plan and fact count it by the day of the commitment.",
    )

    deal_amount = fields.Monetary(
        compute="_compute_deal_amount",
        currency_field="company_currency",
        help="What is ordered, or the expected amount while nothing is.",
    )

    @api.depends("flow_enabled")
    def _compute_sale_data(self):
        """Whoever reads a deal of the process sees how many orders it has and their sum, the orders
        themselves or not: counted without their rules, which cost the opening of a deal more than
        everything else on it. Of other deals one sees what one may read, as in Odoo.
        """
        ours = self.filtered("flow_enabled")
        super(CrmLead, ours.sudo())._compute_sale_data()
        others = self - ours
        if not self.env["sale.order"].has_access("read"):
            others.update(dict.fromkeys(SALE_DATA, 0))
            others = others.browse()
        return super(CrmLead, others)._compute_sale_data()

    @api.depends(
        "order_ids.state",
        "order_ids.amount_total",
        "order_ids.currency_id",
        "order_ids.order_line.invoice_lines.price_total",
        "order_ids.order_line.invoice_lines.move_id.state",
        "order_ids.order_line.invoice_lines.move_id.payment_state",
        "order_ids.order_line.invoice_lines.move_id.amount_residual",
        "document_ids.amount",
        "document_ids.res_id",
        "document_ids.state",
        "document_ids.is_cancelled",
        "document_ids.type_id.is_payment",
    )
    def _compute_payment_state(self):
        """An order is paid in its own currency; rates only bring the figures together.

        What nothing was asked for is paid; money entered by hand pays whatever is still due.
        """
        for lead in self:
            orders = lead.order_ids.filtered(lambda order: order.state == "sale")
            by_hand = sum(
                lead.document_ids.filtered(lambda row: row._is_money() and not row.res_id).mapped(
                    "amount"
                )
            )
            invoiced = sum(
                lead._paid_by_invoice(move, orders, lead.company_currency)
                for move in orders.order_line.invoice_lines.move_id
            )
            lead.amount_ordered = sum(lead._in_own_currency(x, x.amount_total) for x in orders)
            lead.amount_paid = invoiced + by_hand
            due = sum(lead._in_own_currency(order, lead._due(order)) for order in orders)
            rounding = lead.company_currency.rounding or 0.01
            if orders and float_compare(by_hand, due, precision_rounding=rounding) >= 0:
                lead.payment_state = "paid"
            else:
                paid = float_compare(lead.amount_paid, 0, precision_rounding=rounding) > 0
                lead.payment_state = "partial" if paid else "none"

    def _in_own_currency(self, order, amount):
        return order.currency_id._convert(
            amount, self.company_currency, order.company_id, order.date_order.date()
        )

    def _due(self, order):
        """What the invoices of an order leave unpaid; a rest of one cent is none."""
        currency = order.currency_id
        paid = sum(
            self._paid_by_invoice(move, order, currency)
            for move in order.order_line.invoice_lines.move_id
        )
        due = order.amount_total - paid
        return 0.0 if abs(due) < 1.5 * currency.rounding else due

    def _paid_by_invoice(self, move, orders, currency):
        """Share of ``orders`` in what was paid of an invoice, which may serve several deals."""
        if move.state != "posted" or not move.amount_total:
            return 0.0
        paid = move.amount_total - (
            0.0 if move.payment_state in PAID_STATES else move.amount_residual
        )
        lines = move.invoice_line_ids.filtered(lambda line: line.sale_line_ids.order_id & orders)
        share = sum(lines.mapped("price_total")) / move.amount_total
        sign = -1 if move.move_type == "out_refund" else 1
        return sign * move.currency_id._convert(paid * share, currency, move.company_id, move.date)

    @api.depends(
        "amount_paid",
        "document_ids.date",
        "document_ids.date_signed",
        "document_ids.state",
        "document_ids.is_cancelled",
        "document_ids.type_id.code",
        "document_ids.type_id.is_payment",
    )
    def _compute_date_committed(self):
        """The day of the paper or of the money; today only where no paper tells the day."""
        for lead in self:
            signed = lead.document_ids.filtered(
                lambda row: (
                    row.type_id.code == "contract"
                    and row.state == "signed"
                    and not row.is_cancelled
                )
            )
            paid = lead.document_ids.filtered(lambda row: row._is_money())
            days = [*filter(None, [*signed.mapped("date_signed"), *paid.mapped("date")])]
            if days:
                lead.date_committed = min(days)
            elif signed or lead.amount_paid > 0:
                lead.date_committed = lead.date_committed or fields.Date.context_today(lead)
            else:
                lead.date_committed = False

    @api.depends("date_committed", "amount_ordered", "expected_revenue")
    def _compute_amount_committed(self):
        for lead in self:
            amount = lead.amount_ordered or lead.expected_revenue
            lead.amount_committed = amount if lead.date_committed else 0.0

    @api.depends("amount_ordered", "expected_revenue")
    def _compute_deal_amount(self):
        for lead in self:
            lead.deal_amount = lead.amount_ordered or lead.expected_revenue

    def _field_to_sql(self, alias, field_expr, query=None):
        """The amount of a deal is summed without being stored."""
        if field_expr != "deal_amount":
            return super()._field_to_sql(alias, field_expr, query)
        ordered = super()._field_to_sql(alias, "amount_ordered", query)
        expected = super()._field_to_sql(alias, "expected_revenue", query)
        return SQL("COALESCE(NULLIF(%s, 0), %s)", ordered, expected)
