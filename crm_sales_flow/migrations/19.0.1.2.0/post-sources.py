"""Sources are approved now: those that the company has used most, beside the shipped ones."""

from odoo import SUPERUSER_ID, api

from odoo.addons.crm_sales_flow.hooks import name_sources
from odoo.addons.crm_sales_flow.models.intake.utm_source import MOST_APPROVED


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    Source = env["utm.source"]
    env.ref("crm_sales_flow.utm_source_undefined").flow_approved = True  # noupdate
    name_sources(env, only_new=True)
    shipped = Source.search([("flow_approved", "=", True)])
    domain = [("source_id", "!=", False), ("source_id", "not in", shipped.ids)]
    used = env["crm.lead"]._read_group(
        domain, ["source_id"], ["__count"], order="__count DESC", limit=MOST_APPROVED
    )
    for source, _count in used[: MOST_APPROVED - len(shipped)]:
        source.flow_approved = True
