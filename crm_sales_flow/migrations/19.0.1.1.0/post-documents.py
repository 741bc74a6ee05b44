"""The register of documents learned what a row stands for, and which papers the program makes."""

from odoo import SUPERUSER_ID, api, tools


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("UPDATE crm_deal_document SET required_type_id = type_id WHERE is_required")
    cr.execute("UPDATE crm_deal_document SET source_state = state WHERE res_id > 0")
    env.invalidate_all()
    # Data of noupdate files is read on installation only.
    file = "data/deal/crm_deal_document_form.xml"
    tools.convert_file(env, "crm_sales_flow", file, {}, mode="init", noupdate=True)
    # The letter without the link to the survey gave way to another; an edited one is kept.
    letter = env.ref("crm_sales_flow.mail_template_feedback", raise_if_not_found=False)
    if letter and letter.write_uid.id == SUPERUSER_ID:
        letter.unlink()
