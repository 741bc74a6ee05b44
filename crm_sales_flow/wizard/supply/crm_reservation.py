from datetime import timedelta

from odoo import api, fields, models


class CrmReservation(models.TransientModel):
    """What becomes of the goods that an order holds: kept until a day, or free for others (L02)."""

    _name = "crm.reservation"
    _inherit = "crm.deal.order.wizard.mixin"
    _description = "Reservation of goods"

    order_id = fields.Many2one(domain="[('opportunity_id', '=', lead_id), ('state', '=', 'sale')]")
    reserved_until = fields.Date(related="order_id.reserved_until", string="Now reserved until")
    is_released = fields.Boolean(related="order_id.is_reservation_released")
    date = fields.Date("Keep until", compute="_compute_date", store=True, readonly=False)
    reason = fields.Char(required=True, help="The deal remembers it.")

    @api.depends("lead_id")
    def _compute_order_id(self):
        """The order whose goods wait longest."""
        for wizard in self:
            orders = wizard.lead_id.order_ids.filtered(lambda order: order.state == "sale")
            dated = orders.filtered("reserved_until").sorted("reserved_until")
            wizard.order_id = wizard.order_id or (dated or orders)[:1]

    @api.depends("order_id")
    def _compute_date(self):
        for wizard in self:
            order = wizard.order_id
            today = fields.Date.context_today(wizard)
            limit = order and order._supply_reservation_limit()
            wizard.date = limit or today + timedelta(days=7)

    def action_keep(self):
        self.ensure_one()
        self.order_id._supply_keep(self.date, self.reason)

    def action_release(self):
        self.ensure_one()
        self.order_id._supply_release(self.reason)
