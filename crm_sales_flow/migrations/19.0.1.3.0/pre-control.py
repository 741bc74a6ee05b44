"""What the reports of control ask of the past, as far as it is known.

The columns are made here, so that Odoo does not compute «now» into tasks that were done long ago.
"""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    if not column_exists(cr, "mail_activity", "done_at"):
        create_column(cr, "mail_activity", "done_at", "timestamp")
        cr.execute(
            """
            UPDATE mail_activity
               SET done_at = LEAST(write_date, date_done + interval '23 hours 59 minutes')
             WHERE NOT active AND date_done IS NOT NULL
            """
        )
    if not column_exists(cr, "crm_lead", "contact_promised_at"):
        create_column(cr, "crm_lead", "contact_promised_at", "timestamp")
        cr.execute(
            """
            UPDATE crm_lead l
               SET contact_promised_at = call.due_at
              FROM (SELECT a.res_id, MIN(a.deadline_at) AS due_at
                      FROM mail_activity a
                      JOIN crm_task_policy p ON p.id = a.task_policy_id
                     WHERE a.res_model = 'crm.lead' AND p.code = 'first_call'
                     GROUP BY a.res_id) call
             WHERE call.res_id = l.id
            """
        )
