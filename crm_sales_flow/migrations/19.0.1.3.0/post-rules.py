"""Who works on a deal works on its orders and invoices: these noupdate rules are read again."""

from odoo import SUPERUSER_ID, api, tools

FILES = ("organisation/rules", "deal/rules", "deal/rules_reports")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for file in FILES:
        tools.convert_file(env, "crm_sales_flow", f"security/{file}.xml", {}, mode="init")
