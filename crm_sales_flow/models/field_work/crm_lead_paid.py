from odoo import api, fields, models
from odoo.tools import float_compare, formatLang

from .crm_lead_delivery import PLAN_SHIPMENT


class CrmLead(models.Model):
    """The manager knows at once that money came, and plans the shipment (T01, T02).

    What was told last is stored: a payment that is matched twice, or entered both as a document
    and by the accounting, is told by what it adds to the paid amount, once.
    """

    _inherit = "crm.lead"

    amount_paid_told = fields.Monetary(
        "Paid, as told",
        readonly=True,
        copy=False,
        currency_field="company_currency",
        help="The paid amount that the manager was told last.",
    )
    amount_left = fields.Monetary(
        "Left to pay",
        compute="_compute_amount_left",
        compute_sudo=True,
        currency_field="company_currency",
    )
    date_paid = fields.Date("Last payment", compute="_compute_date_paid", compute_sudo=True)

    @api.depends("amount_ordered", "amount_paid", "payment_state")
    def _compute_amount_left(self):
        for lead in self:
            left = 0.0 if lead.payment_state == "paid" else lead.amount_ordered - lead.amount_paid
            lead.amount_left = max(0.0, left)

    @api.depends("document_ids.date", "document_ids.state", "document_ids.is_cancelled")
    def _compute_date_paid(self):
        for lead in self:
            days = lead.document_ids.filtered(lambda row: row._is_money()).mapped("date")
            lead.date_paid = max(filter(None, days), default=False)

    def _flow_tell_payment(self):
        """Compare what is paid with what was told; elevated, the accountant writes no deals.

        Money that comes after the deal was closed with an exception is told as well.
        """
        deals = self.sudo()
        closed = deals.filtered(
            lambda lead: lead.won_status == "won" and lead.team_id.flow_enabled and lead.order_ids
        )
        for lead in deals._flow_in_work() | closed:
            before, now = lead.amount_paid_told, lead.amount_paid
            rounding = lead.company_currency.rounding or 0.01
            change = float_compare(now, before, precision_rounding=rounding)
            if change:
                lead.with_context(tracking_disable=True).amount_paid_told = now
            if change > 0:
                lead._flow_say_paid(now - before)

    def _flow_say_paid(self, amount):
        manager = self.user_id
        reader = self.with_context(lang=manager.lang or self.env.lang)
        currency = self.company_currency
        text = reader.env._(
            "Payment received: %(amount)s. Paid %(paid)s, left %(left)s.",
            amount=formatLang(reader.env, amount, currency_obj=currency),
            paid=formatLang(reader.env, self.amount_paid, currency_obj=currency),
            left=formatLang(reader.env, self.amount_left, currency_obj=currency),
        )
        self.message_post(
            body=text, partner_ids=manager.partner_id.ids, subtype_xmlid="mail.mt_note"
        )
        to_ship = self._flow_in_work() and self.delivery_state in ("waiting", "partial")
        if to_ship and not self.delivery_planned_on:
            self._flow_schedule(PLAN_SHIPMENT, note=text)
