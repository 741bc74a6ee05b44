from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .crm_lead import RESERVATION_POLICY

HEAD = "crm_sales_flow.group_head"


class SaleOrder(models.Model):
    """Goods of an order are reserved until a day, and whoever holds them longer says so (L01, L02).

    A payment ends the question: what is paid for stays reserved.
    """

    _inherit = "sale.order"

    reserved_until = fields.Date(
        "Reserved until",
        copy=False,
        readonly=True,
        help="While the deal is not paid, its goods are kept until this day; then its manager "
        "extends the reservation or the Head releases the goods.",
    )
    is_reservation_released = fields.Boolean(
        "Reservation Released",
        copy=False,
        readonly=True,
        help="The goods are free for other orders: nothing is reserved until somebody reserves "
        "them again.",
    )

    def _action_confirm(self):
        for order in self.filtered("opportunity_id.flow_enabled"):
            order.sudo().reserved_until = order._supply_reservation_limit()
        return super()._action_confirm()

    def _supply_reservation_limit(self):
        """The last day for which goods may be kept by the rule of the company."""
        days = self.company_id.reservation_days
        return days and self._supply_today() + timedelta(days=days)

    def _supply_today(self):
        return self._supply_day(fields.Datetime.now())

    # ------------------------------------------------------------ decisions

    def _supply_keep(self, day, reason):
        """Keep the goods until ``day``; what was released is reserved again as far as it is there.

        Elevated after the check: a salesperson decides, and the warehouse's records follow.
        """
        self._supply_check_decision()
        limit = self._supply_reservation_limit()
        if not day or day < self._supply_today():
            raise UserError(self.env._("Choose a day to come."))
        if limit and day > limit and not self.env.user.has_group(HEAD):
            raise AccessError(
                self.env._(
                    "Longer than until %(day)s the Head of the department decides.",
                    day=format_date(self.env, limit),
                )
            )
        released = self.is_reservation_released
        self.sudo().write({"reserved_until": day, "is_reservation_released": False})
        if released:
            self.sudo()._supply_moves_out()._action_assign()
        text = self.env._(
            "%(order)s: the goods are reserved until %(day)s. %(reason)s",
            order=self.name,
            day=format_date(self.env, day),
            reason=reason,
        )
        self._supply_decided(text)

    def _supply_release(self, reason):
        """Free the goods for other orders: by the Head, or by the rule of the company."""
        self._supply_check_decision()
        if not (self.env.su or self.env.user.has_group(HEAD)):
            raise AccessError(
                self.env._("The Head of the department releases what is reserved for a client.")
            )
        order = self.sudo()
        order.is_reservation_released = True
        order._supply_moves_out()._do_unreserve()
        self._supply_decided(
            self.env._(
                "%(order)s: the goods are free for other orders. %(reason)s",
                order=self.name,
                reason=reason,
            )
        )

    def _supply_check_decision(self):
        self.ensure_one()
        self.opportunity_id.check_access("write")
        if self.state != "sale":
            raise UserError(self.env._("Goods are reserved for a confirmed order."))

    def _supply_decided(self, text):
        """The deal remembers who decided and why; the task is done."""
        deal = self.opportunity_id
        deal.message_post(body=text, subtype_xmlid="mail.mt_note")
        if not deal.sudo().order_ids._supply_overdue():
            deal._flow_open_tasks(RESERVATION_POLICY).action_feedback(feedback=text)

    def _supply_moves_out(self):
        """Moves that bring goods of the order to the client and are still to be done."""
        return self.order_line.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel") and move._supply_is_outgoing()
        )

    # ------------------------------------------------------------- the day

    def _supply_overdue(self):
        """Of these, the orders that hold goods beyond their day without a payment."""
        late = self.filtered(
            lambda order: (
                order.state == "sale"
                and order.reserved_until
                and order.reserved_until < order._supply_today()
                and not order.is_reservation_released
                and order.opportunity_id.payment_state == "none"
            )
        )
        return late.filtered(
            lambda order: any(line.qty_reserved > 0 for line in order._supply_lines())
        )

    @api.model
    def _cron_reservations(self):
        """Each reservation whose day has passed becomes a task, or is released by the rule."""
        tomorrow = fields.Date.today() + timedelta(days=1)
        domain = Domain(
            [
                ("state", "=", "sale"),
                ("reserved_until", "<", tomorrow),
                ("is_reservation_released", "=", False),
                ("opportunity_id.active", "=", True),
                ("opportunity_id.team_id.flow_enabled", "=", True),
                ("opportunity_id.payment_state", "=", "none"),
            ]
        )
        late = self.search(domain)._supply_overdue()
        kept = late.filtered(lambda order: not order._supply_release_by_rule())
        kept._supply_ask()
        self._supply_settle_reservations(late.opportunity_id)

    def _supply_rehang(self, left):
        """The deal that an order came to is asked for its goods; the one it left no more (L02)."""
        result = super()._supply_rehang(left)
        opened = left._flow_open_tasks(RESERVATION_POLICY)
        deals = left.filtered(lambda deal: deal.id in opened.mapped("res_id"))
        deals |= self._supply_overdue().opportunity_id.filtered("flow_enabled")
        asked = deals.order_ids._supply_overdue()
        asked._supply_ask()
        asking = asked.opportunity_id
        self._supply_settle(opened.filtered(lambda task: task.res_id not in asking.ids))
        return result

    def _supply_release_by_rule(self):
        """Whether the goods are free now because the company waits no longer."""
        days = self.company_id.reservation_release_days
        if not days or self._supply_today() <= self.reserved_until + timedelta(days=days):
            return False
        reader = self._supply_reader()
        self._supply_release(reader.env._("By the rule of the company: nobody extended it."))
        return True

    def _supply_ask(self):
        """The manager extends the reservations, or agrees with the Head to release the goods.

        One task of the deal speaks of all these orders.
        """
        self.opportunity_id._supply_join_tasks(RESERVATION_POLICY)
        for deal, orders in self.grouped("opportunity_id").items():
            texts = [order._supply_overdue_text() for order in orders.sorted("id")]
            note = Markup("").join(Markup("<p>%s</p>") % text for text in texts)
            user = orders[0]._supply_manager()
            deal._flow_schedule(RESERVATION_POLICY, user=user, note=note).note = note

    def _supply_overdue_text(self):
        reader = self._supply_reader()
        return reader.env._(
            "The goods of %(order)s were reserved until %(day)s and are not paid. Extend the "
            "reservation on page «Supply» of the deal, or let the Head release the goods.",
            order=self.name,
            day=format_date(reader.env, self.reserved_until),
        )

    @api.model
    def _supply_settle_reservations(self, asked):
        """Tasks of deals that were paid or shipped meanwhile ask for nothing any more."""
        domain = [("res_model", "=", "crm.lead"), ("task_policy_id.code", "=", RESERVATION_POLICY)]
        tasks = self.env["mail.activity"].search(domain)
        self._supply_settle(tasks.filtered(lambda task: task.res_id not in asked.ids))

    @api.model
    def _supply_settle(self, tasks):
        for task in tasks:
            task.action_feedback(feedback=self.env._("There is nothing to extend any more."))
