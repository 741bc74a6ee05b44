from odoo import fields, models
from odoo.tools import SQL


class CrmTaskReport(models.Model):
    """Timeliness of tasks on leads and deals: one row for each, by the day it was due (A10).

    A task of which its person was reminded was late, whatever its deadline says by now.
    """

    _name = "crm.task.report"
    _inherit = "flow.report.origin.mixin"
    _description = "Timeliness of tasks"
    _auto = False
    _order = "due_at desc, id desc"

    name = fields.Char("Task", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", "Kind of task", readonly=True)
    task_policy_id = fields.Many2one("crm.task.policy", "Policy", readonly=True)
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    due_at = fields.Datetime("Due at", readonly=True)
    done_at = fields.Datetime("Done at", readonly=True)
    state = fields.Selection(
        [
            ("in_time", "Done in time"),
            ("late", "Done late"),
            ("overdue", "Overdue"),
            ("open", "Not due yet"),
        ],
        "Result",
        readonly=True,
    )
    late_hours = fields.Float("Late by, hours", readonly=True, aggregator="avg", digits=(16, 1))
    in_time_share = fields.Float(
        "In time, %",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Tasks that are not due yet are not counted in.",
    )
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id, a.summary AS name, a.res_id AS lead_id,
                   a.activity_type_id, a.task_policy_id, l.team_id, a.user_id, l.company_id,
                   client.activity_segment_id AS segment_id, %(origin)s,
                   a.due_at, a.done_at, fact.state,
                   CASE WHEN fact.state IN ('late', 'overdue') THEN GREATEST(0, EXTRACT(EPOCH FROM
                        COALESCE(a.done_at, now() AT TIME ZONE 'UTC') - a.due_at) / 3600)
                   END AS late_hours,
                   CASE fact.state WHEN 'in_time' THEN 100.0 WHEN 'late' THEN 0.0
                                   WHEN 'overdue' THEN 0.0 END AS in_time_share
              FROM mail_activity a
              JOIN crm_lead l ON l.id = a.res_id
              JOIN crm_team t ON t.id = l.team_id AND t.flow_enabled
         LEFT JOIN res_partner client ON client.id = l.partner_id
         LEFT JOIN (SELECT DISTINCT activity_id FROM crm_task_reminder) reminded
                ON reminded.activity_id = a.id
        CROSS JOIN LATERAL (
                    SELECT CASE
                           WHEN a.active AND now() AT TIME ZONE 'UTC' > a.due_at THEN 'overdue'
                           WHEN a.active THEN 'open'
                           WHEN a.done_at > a.due_at
                                OR reminded.activity_id IS NOT NULL THEN 'late'
                           ELSE 'in_time' END AS state) fact
             WHERE a.res_model = 'crm.lead'
            """,
            origin=self._origin_columns("l"),
        )
