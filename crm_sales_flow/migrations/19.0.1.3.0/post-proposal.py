"""The steps «Send the proposal» are reminded of by a policy of their own (J09)."""

from odoo import SUPERUSER_ID, api

STEPS = ("chain_response_proposal", "chain_marketing_proposal")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    policy = env.ref("crm_sales_flow.policy_prepare_proposal")
    for name in STEPS:
        step = env.ref(f"crm_sales_flow.{name}", raise_if_not_found=False)
        if step and not step.policy_id:
            step.policy_id = policy
