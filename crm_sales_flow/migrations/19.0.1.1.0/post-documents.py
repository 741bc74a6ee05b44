"""The register of documents learned what a row stands for, and which papers the program makes."""

from odoo import SUPERUSER_ID, api, tools


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("UPDATE crm_deal_document SET required_type_id = type_id WHERE is_required")
    cr.execute("UPDATE crm_deal_document SET source_state = state WHERE res_id > 0")
    env.invalidate_all()
    # Data of noupdate files is read on installation only.
    for file in ("crm_deal_document_form", "crm_cooperation_terms"):
        path = f"data/deal/{file}.xml"
        tools.convert_file(env, "crm_sales_flow", path, {}, mode="init", noupdate=True)
    _tender_asks_for_its_protocol(env)
    gate = env.ref("crm_sales_flow.gate_acceptance", raise_if_not_found=False)
    if gate and not gate.fix_action_id:
        action = env.ref("crm_sales_flow.action_deal_acceptance")
        gate.fix_action_id = env["ir.actions.actions"].browse(action.id)
    # The letter without the link to the survey gave way to another; an edited one is kept.
    letter = env.ref("crm_sales_flow.mail_template_feedback", raise_if_not_found=False)
    if letter and letter.write_uid.id == SUPERUSER_ID:
        letter.unlink()


def _tender_asks_for_its_protocol(env):
    """Instead of «Other document», where nobody has chosen other papers."""
    variant = env.ref("crm_sales_flow.cooperation_tender", raise_if_not_found=False)
    kinds = {
        code: env.ref(f"crm_sales_flow.document_type_{code}", raise_if_not_found=False)
        for code in ("contract", "invoice", "acceptance", "other", "tender_protocol")
    }
    if not variant or not all(kinds.values()):
        return
    protocol = kinds.pop("tender_protocol")
    if set(variant.required_type_ids.ids) == {kind.id for kind in kinds.values()}:
        variant.required_type_ids = variant.required_type_ids - kinds["other"] | protocol
