"""The unit of goods gets the name by which it is written on invoices."""

from odoo import SUPERUSER_ID, api

from odoo.addons.crm_sales_flow.hooks import name_the_piece


def migrate(cr, version):
    name_the_piece(api.Environment(cr, SUPERUSER_ID, {}))
