from odoo import api, models
from odoo.tools import SQL

from ..deal.crm_lead_money import PAID_STATES


class CrmMoneyReport(models.Model):
    """Money entered by hand: rows of its own, and what it pays of the invoices of its deal (I11).

    It was invoiced elsewhere or by an invoice of the report: its own row invoices nothing, so that
    no invoice is told twice.
    """

    _inherit = "crm.money.report"

    @api.model
    def _by_hand(self):
        return SQL(
            """
            SELECT -document.id::bigint AS id,
                   'by_hand', NULL::int, document.id, lead.id,
                   client.commercial_partner_id, client.activity_segment_id,
                   lead.team_id, lead.user_id, document.company_id, %(currency)s,
                   document.date, NULL::date, document.date, FALSE, FALSE,
                   0.0, %(amount)s, 0.0, 0.0, 0, 0.0,
                   %(origin)s
              FROM %(payments)s
              JOIN crm_lead lead ON lead.id = link.lead_id
              LEFT JOIN res_partner client ON client.id = lead.partner_id
             WHERE %(is_money)s
            """,
            currency=self.env.company.currency_id.id,
            amount=self.env.company._own_money(SQL("document.amount"), SQL("document.company_id")),
            origin=self._origin_columns("lead"),
            payments=self._payments(),
            is_money=self._is_money(),
        )

    @api.model
    def _payments(self):
        return SQL(
            """crm_deal_document document
               JOIN crm_deal_document_type type ON type.id = document.type_id AND type.is_payment
               JOIN crm_deal_document_lead_rel link ON link.document_id = document.id"""
        )

    @api.model
    def _is_money(self):
        return SQL(
            """COALESCE(document.res_id, 0) = 0 AND document.state != 'required'
               AND NOT COALESCE(document.is_cancelled, FALSE)"""
        )

    @api.model
    def _covered(self, digits):
        """What payments by hand pay of the part of an open invoice, the oldest invoice first.

        Of a deal that counts as paid they pay all, whatever the rates did meanwhile.
        """
        return SQL(
            """
            CASE WHEN move.move_type = 'out_invoice' AND share.total > share.paid THEN COALESCE((
                SELECT CASE WHEN lead.payment_state = 'paid' THEN share.total - share.paid
                            ELSE LEAST(share.total - share.paid,
                                       GREATEST(SUM(document.amount) - (%(older)s), 0)) END
                  FROM %(payments)s
                 WHERE link.lead_id = lead.id AND %(is_money)s
                HAVING SUM(document.amount) > 0), 0) ELSE 0 END
            """,
            older=self._older(digits),
            payments=self._payments(),
            is_money=self._is_money(),
        )

    @api.model
    def _older(self, digits):
        """What the deal has left to pay of the invoices before this one."""
        return SQL(
            """
            SELECT COALESCE(SUM(bill.amount), 0)
              FROM (
                  SELECT ROUND(older.amount_residual_signed * SUM(line.price_total)
                               / older.amount_total, %(digits)s) AS amount
                    FROM account_move_line line
                    JOIN account_move older ON older.id = line.move_id
                   WHERE line.id IN (
                             SELECT served.invoice_line_id
                               FROM sale_order orders
                               JOIN sale_order_line sold ON sold.order_id = orders.id
                               JOIN sale_order_line_invoice_rel served
                                    ON served.order_line_id = sold.id
                              WHERE orders.opportunity_id = lead.id)
                     AND older.move_type = 'out_invoice' AND older.state = 'posted'
                     AND older.payment_state NOT IN %(paid_states)s AND older.amount_total != 0
                     AND (older.invoice_date, older.id) < (move.invoice_date, move.id)
                   GROUP BY older.id
              ) bill
            """,
            digits=digits,
            paid_states=PAID_STATES,
        )
