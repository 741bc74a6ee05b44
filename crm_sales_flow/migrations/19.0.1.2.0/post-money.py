"""Money and its day are computed by other rules: what is stored follows them (I11, T01)."""

from odoo import SUPERUSER_ID, api

NAMES = ("amount_ordered", "amount_paid", "payment_state", "date_committed")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "active_test": False})
    deals = env["crm.lead"].search(
        [("team_id.flow_enabled", "=", True), ("type", "=", "opportunity")]
    )
    for name in NAMES:
        env.add_to_compute(deals._fields[name], deals)
    deals.flush_recordset()
