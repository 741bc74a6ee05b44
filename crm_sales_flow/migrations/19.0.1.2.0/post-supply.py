"""Orders remember their supply, so that the first change after the upgrade is told (L07, L08)."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
    confirmed = [("state", "=", "sale"), ("opportunity_id.team_id.flow_enabled", "=", True)]
    for order in env["sale.order"].search(confirmed):
        order._supply_remember()
