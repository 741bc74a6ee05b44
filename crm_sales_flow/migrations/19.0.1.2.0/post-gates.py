"""Conditions that became stricter or freer; what an implementer wrote himself is kept."""

from odoo import SUPERUSER_ID, api

TYPED = "[('acceptance_at', '!=', False), ('acceptance_way', '!=', False)]"
PROVED = "[('acceptance_at', '!=', False), ('acceptance_document_id.is_satisfied', '=', True)]"
CARD = "[('partner_id', '!=', False), ('contact_id', '!=', False), ('source_id', '!=', False)]"
CHANGED = [
    # name, field, as it was shipped, as it is shipped now
    ("gate_acceptance", "domain", TYPED, PROVED),
    ("stage_action_acceptance", "domain", TYPED, PROVED),
    ("gate_need", "domain", "[('need_ids', '!=', False)]", "[('need_ids.kind', '=', 'need')]"),
    # «Not defined» is no source.
    ("stage_action_card", "domain", CARD, f"{CARD[:-1]}, ('source_id', '!=', {{undefined}})]"),
    (
        "gate_supply",
        "applies_domain",
        "[('supply_state', '!=', 'not_needed')]",
        "[('supply_state', 'not in', ['not_needed', 'ready'])]",
    ),
]


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    undefined = env.ref("crm_sales_flow.utm_source_undefined").id
    for name, field, before, after in CHANGED:
        condition = env.ref(f"crm_sales_flow.{name}", raise_if_not_found=False)
        if condition and condition[field] == before:
            condition[field] = after.format(undefined=undefined)
