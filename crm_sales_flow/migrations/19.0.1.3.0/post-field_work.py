from odoo import SUPERUSER_ID, api

from odoo.addons.crm_sales_flow.hooks import name_services


def migrate(cr, version):
    """What was paid before is known already: only new money is told (T01)."""
    cr.execute("UPDATE crm_lead SET amount_paid_told = amount_paid WHERE amount_paid <> 0")
    name_services(api.Environment(cr, SUPERUSER_ID, {}))
