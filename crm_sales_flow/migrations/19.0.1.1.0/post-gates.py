"""Exit conditions that became stricter or freer; what an implementer wrote himself is kept."""

from odoo import SUPERUSER_ID, api

CHANGED = [
    # name, field, as it was shipped, as it is shipped now
    ("gate_need", "domain", "[('need_ids', '!=', False)]", "[('need_ids.kind', '=', 'need')]"),
    (
        "gate_supply",
        "applies_domain",
        "[('supply_state', '!=', 'not_needed')]",
        "[('supply_state', 'not in', ['not_needed', 'ready'])]",
    ),
]


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, field, before, after in CHANGED:
        gate = env.ref(f"crm_sales_flow.{name}", raise_if_not_found=False)
        if gate and gate[field] == before:
            gate[field] = after
