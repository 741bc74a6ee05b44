"""The Head is reminded of a lead that he has not given to anybody, the director is told of it.

A policy that somebody has edited stays; the open tasks follow the one that is changed.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    policy = env.ref("crm_sales_flow.policy_assign", raise_if_not_found=False)
    if not policy or policy.remind_minutes or policy.escalate_minutes:
        return
    policy.write({"remind_minutes": 60, "escalate_minutes": 180})
    tasks = env["mail.activity"].search(
        [("task_policy_id", "=", policy.id), ("deadline_at", "!=", False)]
    )
    plans = [{"deadline_at": x.deadline_at, "task_policy_id": policy.id} for x in tasks]
    env["mail.activity"]._plan_attention(plans)
    for task, plan in zip(tasks, plans, strict=True):
        task.write({name: plan[name] for name in ("remind_at", "escalate_at")})
