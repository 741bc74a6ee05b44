from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

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
            order.earliest_date = order.supply_told_date
        others = self - confirmed
        for company, orders in others.grouped("company_id").items():
            outlook = Outlook(orders.order_line.product_id, company)
            for order in orders:
                order.earliest_date = order._supply_earliest(outlook)

    def _supply_earliest(self, outlook):
        """When everything of the proposal can be there, and the usual days of delivery passed."""
        lines = self.order_line.filtered(lambda line: line.product_id and line.product_uom_qty > 0)
        needs = {
            product: sum(
                line.product_uom_id._compute_quantity(
                    line.product_uom_qty, product.uom_id, round=False
                )
                for line in same
            )
            for product, same in lines.grouped("product_id").items()
        }
        moment = outlook.ready_together(needs)
        if not moment:
            return False
        usual = max(lines.mapped("customer_lead"))
        return max(moment, outlook.now + timedelta(days=usual))

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered("commitment_date")._supply_check_promise()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("commitment_date"):
            self._supply_check_promise()
        return result

    def action_confirm(self):
        """Between promise and order the goods may have gone to others: what was promised is
        looked at once more (L11)."""
        self.invalidate_recordset(["earliest_date"])
        self.filtered("commitment_date")._supply_check_promise()
        return super().action_confirm()

    def _supply_check_promise(self):
        """The Head may promise more than the plan says; the deal remembers it."""
        offered = self.filtered(
            lambda order: order.state in OPEN and order.opportunity_id.flow_enabled
        )
        for order in offered.filtered(lambda o: o.supply_let_promise != o.commitment_date):
            earliest = order.earliest_date
            if not earliest or order._supply_day(order.commitment_date) >= order._supply_day(
                earliest
            ):
                continue
            self._supply_refuse_promise(order, earliest)

    def _supply_refuse_promise(self, order, earliest):
        day = format_date(self.env, order._supply_day(earliest))
        if not (self.env.su or self.env.user.has_group("crm_sales_flow.group_head")):
            raise UserError(
                self.env._(
                    "The goods of %(order)s can be there on %(day)s at the earliest: promise this "
                    "day or a later one. The Head of the department may promise an earlier one.",
                    order=order.name,
                    day=day,
                )
            )
        text = self.env._(
            "%(order)s is promised for %(promised)s; by the plan it can be there on %(day)s.",
            order=order.name,
            promised=format_date(self.env, order._supply_day(order.commitment_date)),
            day=day,
        )
        order.opportunity_id.message_post(body=text, subtype_xmlid="mail.mt_note")
        order.sudo().supply_let_promise = order.commitment_date

    def action_promise_earliest(self):
        for order in self.filtered("earliest_date"):
            order.commitment_date = order.earliest_date
