"""Leads that wait for a person know by when: from the open task of the Head (F09)."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    cr.execute(
        """
        UPDATE crm_lead l
           SET assign_due_at = a.deadline_at
          FROM mail_activity a
          JOIN crm_task_policy p ON p.id = a.task_policy_id AND p.code = 'assign'
         WHERE a.res_model = 'crm.lead' AND a.res_id = l.id AND a.active
           AND l.user_id IS NULL AND l.assign_due_at IS NULL
        """
    )
    # Of a lead that waits one request waits too: where a sorter had decided the only one.
    env = api.Environment(cr, SUPERUSER_ID, {})
    waiting = [("awaits_sorting", "=", True), ("request_ids.state", "=", "attached")]
    env["crm.lead"].search(waiting)._put_away_unneeded()
