from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    reserved_until = fields.Date(
        "Reserved until",
        compute="_compute_reserved_until",
        compute_sudo=True,
        help="The first day on which goods of the deal are no longer kept for it; empty when they "
        "are paid, shipped or not reserved.",
    )
    is_reservation_over = fields.Boolean(compute="_compute_reserved_until", compute_sudo=True)
    is_reservation_released = fields.Boolean(
        compute="_compute_reserved_until",
        compute_sudo=True,
        help="Goods of an order were made free for other orders.",
    )

    @api.depends(
        "payment_state",
        "order_ids.state",
        "order_ids.reserved_until",
        "order_ids.is_reservation_released",
        "order_ids.order_line.qty_reserved",
    )
    def _compute_reserved_until(self):
        """What the deal holds without having paid for it, and until when (L01)."""
        for lead in self:
            orders = lead.order_ids.filtered(lambda order: order.state == "sale")
            held = orders.filtered(
                lambda order: (
                    order.reserved_until
                    and not order.is_reservation_released
                    and any(order.order_line.mapped("qty_reserved"))
                )
            )
            if lead.payment_state != "none":
                held = held.browse()
            days = held.mapped("reserved_until")
            lead.reserved_until = min(days, default=False)
            lead.is_reservation_over = bool(held._supply_overdue())
            lead.is_reservation_released = any(orders.mapped("is_reservation_released"))
