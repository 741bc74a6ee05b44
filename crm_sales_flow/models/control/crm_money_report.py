from odoo import api, fields, models
from odoo.tools import SQL

from ..deal.crm_lead_money import PAID_STATES
from .flow_report_origin import LEAD_ORIGIN

INVOICES = ("out_invoice", "out_refund")


class CrmMoneyReport(models.Model):
    """What was invoiced, what of it was paid, and when the rest is expected (T03, T04, U10).

    A row is the part of an invoice that belongs to one deal; what belongs to none has a row of its
    own. The parts are rounded one after another, so that they make up the invoice to the kopeck.
    A payment that was entered by hand, of an outside accounting system, is a row as well; what it
    pays of an invoice is not left to pay there (``crm_money_report_hand.py``).
    """

    _name = "crm.money.report"
    _inherit = "flow.report.origin.mixin"
    _description = "Issued invoices"
    _auto = False
    _order = "date_expected, id"
    _rec_name = "move_id"
    _depends = {
        "account.move": [
            "move_type",
            "state",
            "payment_state",
            "amount_total",
            "amount_total_signed",
            "amount_residual_signed",
            "invoice_date",
            "invoice_date_due",
            "date_expected",
            "commercial_partner_id",
            "invoice_user_id",
            "team_id",
            "company_id",
        ],
        "account.move.line": [
            "move_id",
            "display_type",
            "price_total",
            "balance",
            "quantity",
            "product_id",
            "product_uom_id",
            "sale_line_ids",
        ],
        "sale.order.line": ["order_id"],
        "sale.order": ["opportunity_id"],
        "product.product": ["standard_price"],
        "crm.deal.document": [
            "deal_ids",
            "amount",
            "date",
            "state",
            "is_cancelled",
            "res_id",
            "type_id",
            "company_id",
        ],
        "crm.deal.document.type": ["is_payment"],
        "crm.lead": ["team_id", "user_id", "partner_id", "payment_state", *LEAD_ORIGIN],
        "res.partner": ["commercial_partner_id", "activity_segment_id"],
    }

    kind = fields.Selection(
        [("invoice", "Invoice"), ("by_hand", "Payment entered by hand")], readonly=True
    )
    move_id = fields.Many2one("account.move", "Invoice", readonly=True, aggregator="count_distinct")
    document_id = fields.Many2one("crm.deal.document", "Payment", readonly=True, aggregator=None)
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True, aggregator=None)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date("Issued on", readonly=True)
    date_due = fields.Date("Due on", readonly=True, help="By the terms of the invoice.")
    date_expected = fields.Date(
        "Expected on",
        readonly=True,
        help="The day the manager told last; the day of the terms while he told none.",
    )
    is_open = fields.Boolean("Not paid in full", readonly=True)
    is_told = fields.Boolean("Told by the manager", readonly=True)
    amount_total = fields.Monetary("Invoiced", readonly=True)
    amount_paid = fields.Monetary("Paid", readonly=True)
    amount_left = fields.Monetary(
        "Left to pay", readonly=True, help="Less the payments of the deal entered by hand."
    )
    amount_overdue = fields.Monetary(
        "Overdue", readonly=True, help="Left to pay, and the expected day has passed."
    )
    days_overdue = fields.Integer("Days overdue", readonly=True, aggregator="max")
    margin = fields.Monetary(
        "Margin of what is paid",
        readonly=True,
        help="Without taxes, less the cost of the products by their cards.",
    )

    def _record(self):
        return self.move_id or self.lead_id

    def action_expect(self):
        """Button of a row: tell when the money of the invoice is expected (T04)."""
        self.ensure_one()
        return self.move_id.action_expect()

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._invoices(), self._by_hand())

    @api.model
    def _invoices(self):
        digits = self.env.company.currency_id.decimal_places
        return SQL(
            """
            SELECT move.id * 1000::bigint + part.number AS id,
                   'invoice' AS kind,
                   move.id AS move_id,
                   NULL::int AS document_id,
                   lead.id AS lead_id,
                   move.commercial_partner_id AS partner_id,
                   client.activity_segment_id AS segment_id,
                   CASE WHEN lead.id IS NULL THEN move.team_id ELSE lead.team_id END AS team_id,
                   CASE WHEN lead.id IS NULL THEN move.invoice_user_id ELSE lead.user_id END
                       AS user_id,
                   move.company_id,
                   %(currency)s AS currency_id,
                   move.invoice_date AS date,
                   move.invoice_date_due AS date_due,
                   COALESCE(move.date_expected, move.invoice_date_due) AS date_expected,
                   move.payment_state NOT IN %(paid_states)s AS is_open,
                   move.date_expected IS NOT NULL AS is_told,
                   %(total)s AS amount_total,
                   %(paid_part)s AS amount_paid,
                   %(left)s AS amount_left,
                   CASE WHEN COALESCE(move.date_expected, move.invoice_date_due) < %(today)s
                        THEN GREATEST(%(left)s, 0) ELSE 0 END AS amount_overdue,
                   CASE WHEN due.amount != 0 THEN GREATEST(
                        %(today)s - COALESCE(move.date_expected, move.invoice_date_due), 0)
                        ELSE 0 END AS days_overdue,
                   ROUND(%(margin)s::numeric, %(digits)s) AS margin,
                   %(origin)s
              FROM account_move move
              JOIN LATERAL (
                  SELECT move.amount_total_signed AS total, %(paid)s AS paid
              ) whole ON TRUE
              JOIN LATERAL (%(parts)s) part ON TRUE
              JOIN LATERAL (
                  SELECT %(total_share)s AS total, %(paid_share)s AS paid
              ) share ON TRUE
              LEFT JOIN crm_lead lead ON lead.id = part.lead_id
              LEFT JOIN res_partner client ON client.id = move.commercial_partner_id
              JOIN LATERAL (
                  SELECT share.total - share.paid - %(covered)s AS amount
              ) due ON TRUE
             WHERE move.move_type IN %(types)s AND move.state = 'posted'
            """,
            currency=self.env.company.currency_id.id,
            today=self._today(),
            digits=digits,
            total=self._own(SQL("share.total")),
            paid_part=self._own(SQL("share.paid")),
            left=self._own(SQL("due.amount")),
            margin=self._own(SQL("COALESCE(part.margin * whole.paid / NULLIF(whole.total, 0), 0)")),
            origin=self._origin_columns("lead"),
            paid=self._paid(),
            parts=self._parts(),
            total_share=_share("total", digits),
            paid_share=_share("paid", digits),
            covered=self._covered(digits),
            types=INVOICES,
            paid_states=PAID_STATES,
        )

    @api.model
    def _own(self, amount):
        return self.env.company._own_money(amount, SQL("move.company_id"))

    @api.model
    def _paid(self):
        """As the deal counts it (``crm_lead_money.py``)."""
        return SQL(
            """CASE WHEN move.payment_state IN %s THEN move.amount_total_signed
                    ELSE move.amount_total_signed - move.amount_residual_signed END""",
            PAID_STATES,
        )

    @api.model
    def _parts(self):
        """What each deal has in an invoice, with the sum of those before it.

        A line serves the deal of its order; of a line without an order nobody knows the deal.
        """
        return SQL(
            """
            SELECT lead_id,
                   ROW_NUMBER() OVER parts AS number,
                   SUM(weight) OVER parts AS upto,
                   SUM(weight) OVER () AS whole,
                   weight, margin
              FROM (
                  SELECT served.lead_id,
                         COALESCE(SUM(line.price_total), 0) AS weight,
                         SUM(-line.balance - line.quantity * served.cost
                             * CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END) AS margin
                    FROM (VALUES (1)) always
                    LEFT JOIN account_move_line line
                         ON line.move_id = move.id AND line.display_type = 'product'
                    LEFT JOIN product_product product ON product.id = line.product_id
                    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                    LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
                    LEFT JOIN uom_uom own_unit ON own_unit.id = template.uom_id
                    JOIN LATERAL (
                        SELECT (SELECT MIN(orders.opportunity_id)
                                  FROM sale_order_line_invoice_rel link
                                  JOIN sale_order_line sold ON sold.id = link.order_line_id
                                  JOIN sale_order orders ON orders.id = sold.order_id
                                 WHERE link.invoice_line_id = line.id) AS lead_id,
                               COALESCE((product.standard_price ->> move.company_id::text)::numeric,
                                        0)
                               * COALESCE(unit.factor / NULLIF(own_unit.factor, 0), 1) AS cost
                    ) served ON TRUE
                   GROUP BY served.lead_id
              ) served
            WINDOW parts AS (ORDER BY lead_id NULLS LAST)
            """
        )


def _share(name, digits):
    """What one part has in a sum of the invoice: rounded sums up to it, less those before it.

    Of an invoice whose lines are worth nothing the first part has it all.
    """
    return SQL(
        """CASE WHEN part.whole = 0 THEN CASE WHEN part.number = 1 THEN %(value)s ELSE 0 END
                ELSE ROUND(%(value)s * part.upto / part.whole, %(digits)s)
                     - ROUND(%(value)s * (part.upto - part.weight) / part.whole, %(digits)s) END""",
        value=SQL.identifier("whole", name),
        digits=digits,
    )
