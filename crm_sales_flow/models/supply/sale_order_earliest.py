from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .supply_outlook import Outlook

OPEN = ("draft", "sent")


class SaleOrder(models.Model):
    """A promise is not earlier than the company can keep it (L11)."""

    _inherit = "sale.order"

    earliest_date = fields.Datetime(
        "Earliest possible",
        compute="_compute_earliest_date",
        compute_sudo=True,
        help="From the stock that is free, the lead times of production and suppliers and the load "
        "of the work centres; empty when nobody can say.",
    )
    supply_let_promise = fields.Datetime(
        "Promise that was let pass",
        readonly=True,
        copy=False,
        help="The Head promised this day although the plan says a later one.",
    )

    @api.depends(
        "state",
        "order_line.product_id",
        "order_line.product_uom_qty",
        "order_line.product_uom_id",
        "order_line.customer_lead",
    )
    def _compute_earliest_date(self):
        """Of a proposal what can be done; of a confirmed order what is being done."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        for order in confirmed:
            known = order._supply_is_day_known() and order.supply_told_date
            is_there = order.supply_told_state == "ready"
            order.earliest_date = fields.Datetime.now() if is_there else known
        others = self - confirmed
        for company, orders in others.grouped("company_id").items():
            outlook = Outlook(orders.order_line.product_id, company)
            for order in orders:
                order.earliest_date = order._supply_earliest(outlook)

    def _supply_earliest(self, outlook):
        """When everything of the proposal can be there, and the usual days of delivery passed."""
        lines = self._supply_asked_lines()
        moment = outlook.ready_together(lines._supply_needs())
        if not moment:
            return False
        usual = max(lines.mapped("customer_lead"))
        return max(moment, outlook.now + timedelta(days=usual))

    def _supply_asked_lines(self):
        return self.order_line.filtered(lambda line: line.product_id and line.product_uom_qty > 0)

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered("commitment_date")._supply_check_promise()
        return orders

    def write(self, vals):
        """A confirmed order may always be promised for a later day than before."""
        before = {}
        if vals.get("commitment_date"):
            before = {order: order.state == "sale" and order.commitment_date for order in self}
        result = super().write(vals)
        self.filtered(
            lambda order: (
                order in before and not (before[order] and before[order] <= order.commitment_date)
            )
        )._supply_check_promise()
        return result

    def action_confirm(self):
        """Between promise and order the goods may have gone to others: what was promised is
        looked at once more (L11)."""
        self.invalidate_recordset(["earliest_date"])
        self.filtered("commitment_date")._supply_check_promise()
        return super().action_confirm()

    def _supply_check_promise(self):
        """The Head may promise more than the plan says; the deal remembers it.

        A day that nobody can compare with anything is such a promise, too.
        """
        offered = self.filtered(
            lambda order: order.opportunity_id.flow_enabled and order._supply_can_compare()
        )
        for order in offered.filtered(lambda o: o.supply_let_promise != o.commitment_date):
            earliest = order.earliest_date
            promised = order._supply_day(order.commitment_date)
            if not earliest or promised < order._supply_day(earliest):
                order._supply_let_promise_pass(earliest)

    def _supply_can_compare(self):
        """Whether the goods are known, and of a confirmed order what became of them."""
        if self.state == "sale":
            return bool(self.supply_told_state and self._supply_lines())
        return self.state in OPEN and bool(self._supply_asked_lines())

    def _supply_let_promise_pass(self, earliest):
        if not (self.env.su or self.env.user.has_group("crm_sales_flow.group_head")):
            raise UserError(self._supply_refusal(earliest))
        promised = self._supply_day_text(self.commitment_date)
        if earliest:
            text = self.env._(
                "%(order)s is promised for %(promised)s; by the plan it can be there on %(day)s.",
                order=self.name,
                promised=promised,
                day=self._supply_day_text(earliest),
            )
        else:
            text = self.env._(
                "%(order)s is promised for %(promised)s, although nobody can say when its goods "
                "can be there.",
                order=self.name,
                promised=promised,
            )
        self.opportunity_id.message_post(body=text, subtype_xmlid="mail.mt_note")
        self.sudo().supply_let_promise = self.commitment_date

    def _supply_refusal(self, earliest):
        """Why a day cannot be promised, and the way out."""
        if earliest:
            return self.env._(
                "The goods of %(order)s can be there on %(day)s at the earliest: promise this "
                "day or a later one. The Head of the department may promise an earlier one.",
                order=self.name,
                day=self._supply_day_text(earliest),
            )
        if self.state == "sale":
            text = self.env._(
                "No day of readiness of %(order)s is known, so that an earlier day cannot be "
                "promised. Ask production and purchase for the day; the Head of the department "
                "may promise one without it.",
                order=self.name,
            )
            return self._supply_with_causes(text, "")
        return self.env._(
            "Nobody can say when these goods of %(order)s can be there: %(goods)s. Let a supplier "
            "with his delivery time or a bill of materials be entered in the product; the Head of "
            "the department may promise a day without it.",
            order=self.name,
            goods=", ".join(self.sudo()._supply_unknown_goods().mapped("display_name")),
        )

    def _supply_unknown_goods(self):
        """Goods whose day nobody can say; all of them when each alone has one."""
        needs = self._supply_asked_lines()._supply_needs()
        goods = self.env["product.product"].union(*needs)
        outlook = Outlook(goods, self.company_id)
        return goods.filtered(lambda one: not outlook.ready(one, needs[one])) or goods

    def action_promise_earliest(self):
        for order in self.filtered("earliest_date"):
            order.commitment_date = order.earliest_date
