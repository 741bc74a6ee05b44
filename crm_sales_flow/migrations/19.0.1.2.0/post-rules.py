"""The rules of access name teams and people by id; as noupdate data they are read again."""

from odoo import SUPERUSER_ID, api, tools

FILES = (
    "organisation/rules",
    "tasks/rules",
    "intake/rules",
    "deal/rules",
    "deal/rules_contacts",
    "deal/rules_reports",
    "supply/rules",
    "field_work/rules",
    "after_sales/rules",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for file in FILES:
        tools.convert_file(env, "crm_sales_flow", f"security/{file}.xml", {}, mode="init")
