from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_date

from ...tools.local_time import utc_of_day
from ...tools.supply_attribution import KINDS
from .crm_lead import SLIP_POLICY
from .supply_watch import watch

FIGURES = [f"qty_{kind}" for kind in KINDS]
FIGURES += ["qty_to_supply", "ready_percent", "ready_date", "days_late", "supply_action"]
FIGURES += ["overdue_documents", "is_short_of_components"]


class SaleOrder(models.Model):
    """The manager hears of a slip before the client does, and that the goods are there (L07, L08).

    What was told last is stored on the order: two transactions that move the same order write the
    same row, so that the second one is repeated by Odoo and finds what the first one told.
    """

    _inherit = "sale.order"

    supply_told_date = fields.Datetime(
        "Ready on, as told",
        readonly=True,
        copy=False,
        help="The day of readiness that the manager of the deal was told last.",
    )
    supply_told_state = fields.Selection(
        [("waiting", "Waits for goods"), ("ready", "Can be shipped")],
        "Supply, as told",
        readonly=True,
        copy=False,
    )
    supply_told_late = fields.Boolean(
        "Late, as told",
        readonly=True,
        copy=False,
        help="The manager of the deal was told that the promised day is not kept.",
    )

    def write(self, vals):
        came, left = self.browse(), self.env["crm.lead"]
        if "opportunity_id" in vals:
            deal = vals["opportunity_id"] or False
            came = self.filtered(lambda order: order.opportunity_id.id != deal)
            left = came.opportunity_id
        result = super().write(vals)
        if "commitment_date" in vals:
            watch(orders=self.filtered(lambda order: order.state == "sale"))
        watch(orders=came.filtered(lambda order: order.state == "sale"), left=left)
        return result

    def _supply_follow(self, promised_ids, causes):
        """Compare the supply of orders of the process with what was told, and tell what changed.

        :param promised_ids: orders of these ids got another promised day.
        :param str causes: numbers of the documents that changed.
        """
        orders = self.filtered(
            lambda order: order.state == "sale" and order.opportunity_id.flow_enabled
        )
        # Of an order that is confirmed again, what is late is told again.
        (self - orders).filtered("supply_told_late").supply_told_late = False
        lines = orders.order_line
        lines.invalidate_recordset(FIGURES)
        lines.mapped("ready_date")  # one walk for all orders
        moved = orders.browse()
        for order in orders:
            told_date, told_state = order._supply_remember()
            order._supply_tell_state(told_date, told_state, causes)
            changes = (order._supply_tell_day(told_date, causes), order._supply_remember_late())
            if any(changes) or order.id in promised_ids:
                moved |= order
        moved._supply_tell_slips(causes)
        deals = self.opportunity_id.filtered("flow_enabled")
        deals._supply_settle_slips()
        deals._supply_show()

    def _supply_rehang(self, left):
        """Tasks of orders that came to another deal stand there, and not where they were (L08).

        :param left: the deals that these orders were taken from.
        """
        left = left.filtered("flow_enabled")
        opened = left._flow_open_tasks(SLIP_POLICY).mapped("res_id")
        others = left.filtered(lambda deal: deal.id in opened).order_ids
        others.filtered(lambda order: order._supply_is_promised())._supply_tell_slips("")
        left._supply_settle_slips()
        left._supply_show()

    def _supply_remember(self):
        """Store day and state of the supply; return those that were told before."""
        before = self.supply_told_date, self.supply_told_state
        lines = self._supply_lines()
        ready_date = lines._supply_total_date()
        state = "ready" if lines._supply_total_state() == "ready" else "waiting"
        if before != (ready_date, state):
            self.write({"supply_told_date": ready_date, "supply_told_state": state})
        return before

    def _supply_remember_late(self):
        """Store whether the promise is broken; whether it has come to that since it was told."""
        late, told_late = self._supply_is_late(), self.supply_told_late
        if late != told_late:
            self.supply_told_late = late
        return late and not told_late

    def _supply_lines(self):
        return self.order_line.filtered(
            lambda line: line.supply_tracked and line.product_uom_qty > 0
        )

    def _supply_tell_state(self, told_date, told_state, causes):
        """The manager hears that all is held, that it is no more, or that nothing will bring it."""
        reader = self._supply_reader()
        if told_state == "waiting" and self.supply_told_state == "ready":
            goods = self.order_line.filtered("supply_tracked")
            if goods._delivery_total_state() != "full":
                self._supply_say(
                    reader.env._("%(order)s is in stock: it can be shipped.", order=self.name)
                )
        elif told_state == "ready" and self.supply_told_state == "waiting":
            if not self.is_reservation_released:  # whoever released it has said so
                text = reader.env._(
                    "%(order)s lacks goods again: it cannot be shipped in full.", order=self.name
                )
                self._supply_say(reader._supply_with_causes(text, causes))
        elif told_date and self.supply_told_state == "waiting" and not self.supply_told_date:
            self._supply_say(self._supply_unknown_text(causes))

    def _supply_say(self, text):
        """A note on the deal of which its manager is told."""
        self.opportunity_id.message_post(
            body=text,
            partner_ids=self._supply_manager().partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _supply_tell_day(self, told_date, causes):
        """History of the day of readiness on the deal (L07); whether there is another day."""
        day = self._supply_day(self.supply_told_date)
        if not day or day == self._supply_day(told_date):
            return False
        if told_date:
            text = self._supply_moved_text(told_date, causes)
            self.opportunity_id.message_post(body=text, subtype_xmlid="mail.mt_note")
        return True

    def _supply_tell_slips(self, causes):
        """Past the promise: one task of the manager of each deal, with a draft of the letter (L08).

        It speaks of every late order of the deal, of these with what made them late.
        """
        late = self.filtered(lambda order: order._supply_is_late())
        late.opportunity_id._supply_hold()
        late.opportunity_id._supply_join_tasks(SLIP_POLICY)
        for deal, orders in late.grouped("opportunity_id").items():
            every = deal.order_ids.filtered(
                lambda order: order._supply_is_promised() and order._supply_is_late()
            )
            note = Markup("").join(
                Markup("<p>%s</p>") % order._supply_late_text(causes if order in orders else "")
                for order in every.sorted("id")
            )
            user = orders[0]._supply_manager()
            deal._flow_schedule(SLIP_POLICY, user=user, note=note).note = note

    def _supply_is_promised(self):
        """Whether the client was promised a day for goods of this order."""
        return bool(self.state == "sale" and self.commitment_date and self._supply_lines())

    def _supply_outcome(self):
        """Why nothing has to be told about the promise of an order, in words; else nothing."""
        self.ensure_one()
        if self.supply_told_state == "ready":
            return self.env._("%(order)s: everything is in stock.", order=self.name)
        if self.supply_told_date and not self._supply_is_late():
            return self.env._("%(order)s: the promised date is kept.", order=self.name)
        return ""

    def _supply_is_late(self):
        """Whether the goods are ready on a later day than the one promised to the client.

        What is not there although its day has passed is late, whatever was planned.
        """
        if self.supply_told_state != "waiting" or not self._supply_is_promised():
            return False
        now = fields.Datetime.now()
        return bool(self._supply_days_late(max(self.supply_told_date or now, now)))

    def _supply_days_late(self, moment):
        """By how many days goods that are ready at a moment miss the promised day (L07)."""
        self.ensure_one()
        if not (moment and self.commitment_date):
            return 0
        late = self._supply_day(moment) - self._supply_day(self.commitment_date)
        return max(0, late.days)

    def _supply_day(self, moment):
        """The day of a moment where the working hours of the company are kept."""
        zone = self.company_id.resource_calendar_id.tz
        place = self.with_context(tz=zone)
        return moment and fields.Datetime.context_timestamp(place, moment).date()

    def _supply_day_begin(self):
        """The moment at which the present day began, where ``_supply_day`` counts."""
        zone = self.company_id.resource_calendar_id.tz
        return utc_of_day(self._supply_day(fields.Datetime.now()), zone)

    def _supply_is_day_known(self):
        """Whether a day of readiness is known; one that has passed without the goods is none."""
        return bool(self.supply_told_date and self.supply_told_date >= self._supply_day_begin())

    def _supply_manager(self):
        return self.opportunity_id.user_id or self.user_id or self.team_id.user_id

    def _supply_reader(self):
        return self.with_context(lang=self._supply_manager().lang or self.env.lang)

    def _supply_moved_text(self, told_date, causes):
        reader = self._supply_reader()
        text = reader.env._(
            "%(order)s will be ready on %(ready)s, not on %(before)s.",
            order=self.name,
            ready=reader._supply_day_text(self.supply_told_date),
            before=reader._supply_day_text(told_date),
        )
        return reader._supply_with_causes(text, causes)

    def _supply_unknown_text(self, causes):
        reader = self._supply_reader()
        text = reader.env._("%(order)s has no day of readiness any more.", order=self.name)
        return reader._supply_with_causes(text, causes)

    def _supply_late_text(self, causes):
        reader = self._supply_reader()
        promised = reader._supply_day_text(self.commitment_date)
        if not self._supply_is_day_known():
            text = reader.env._(
                "%(order)s was promised for %(promised)s and is not ready, and no new day is "
                "known. Ask for the day and tell the client: the letter is prepared.",
                order=self.name,
                promised=promised,
            )
        else:
            text = reader.env._(
                "%(order)s will be ready on %(ready)s, and was promised for %(promised)s. Tell the "
                "client: the letter is prepared.",
                order=self.name,
                ready=reader._supply_day_text(self.supply_told_date),
                promised=promised,
            )
        return reader._supply_with_causes(text, causes)

    def _supply_day_text(self, moment):
        return format_date(self.env, self._supply_day(moment))

    def _supply_with_causes(self, text, causes):
        """Without a document that changed it is what is overdue."""
        causes = causes or self._supply_lines()._supply_overdue_documents()
        if not causes:
            return text
        return self.env._("%(text)s Cause: %(documents)s.", text=text, documents=causes)
