"""Open tasks with a minute get the moments of their reminders, which are new.

The task «assign» asks the Head for no result.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env.ref("crm_sales_flow.policy_assign").asks_result = False
    tasks = env["mail.activity"].search(
        [("deadline_at", "!=", False), ("task_policy_id", "!=", False), ("remind_at", "=", False)]
    )
    values = [
        {"deadline_at": task.deadline_at, "task_policy_id": task.task_policy_id.id}
        for task in tasks
    ]
    env["mail.activity"]._plan_attention(values)
    for task, planned in zip(tasks, values, strict=True):
        names = ("remind_at", "escalate_at", "reminded_periods")
        task.write({name: planned[name] for name in names if name in planned})
