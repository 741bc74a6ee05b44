"""Orders whose slip was told before the upgrade are not told again by the calendar (L08)."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    promised = [
        ("state", "=", "sale"),
        ("supply_told_state", "=", "waiting"),
        ("supply_told_date", "!=", False),
        ("commitment_date", "!=", False),
    ]
    for order in env["sale.order"].search(promised):
        late = order._supply_day(order.supply_told_date) > order._supply_day(order.commitment_date)
        order.supply_told_late = late
