"""Reminders: a pass of the cron over many open tasks, none of which is due (design, "Scale")."""

from datetime import timedelta

from odoo import fields

limit = 0.02
TASKS = 20000


def bench_reminders_none_due(env):
    """One pass of the reminders over 20,000 open tasks of which none is due"""
    if "made" not in STATE:
        make(env)
    env["mail.activity"]._cron_remind()


STATE = {}


def make(env):
    """Tasks for the coming weeks, on one lead: the pass does not read leads of tasks to come."""
    lead = env["crm.lead"].create({"name": "Bench", "type": "lead"})
    due = fields.Datetime.now() + timedelta(hours=1)
    policy = env["crm.task.policy"]._get("agreed_step")
    env.cr.execute(
        """
        INSERT INTO mail_activity (res_model_id, res_model, res_id, activity_type_id, summary,
                                   user_id, active, deadline_at, date_deadline, task_policy_id,
                                   remind_at, reminded_periods)
        SELECT %s, 'crm.lead', %s, %s, 'Bench', %s, TRUE,
               %s + n * interval '1 minute', (%s + n * interval '1 minute')::date, %s,
               %s + n * interval '1 minute' + interval '1 hour', 0
          FROM generate_series(1, %s) n
        """,
        (
            env["ir.model"]._get_id("crm.lead"),
            lead.id,
            policy.activity_type_id.id,
            env.uid,
            due,
            due,
            policy.id,
            due,
            TASKS,
        ),
    )
    env.cr.execute("ANALYZE mail_activity")
    env.cr.commit()
    STATE["made"] = True
