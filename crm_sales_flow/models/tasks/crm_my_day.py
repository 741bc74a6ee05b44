from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime, format_duration


class CrmMyDay(models.Model):
    """«My day»: what a manager has to do now, in one list (G03, G08).

    Overdue tasks, tasks of today, leads and deals without a next step, answers waited for. The
    day ends where the person lives. Rows of a person who is away are seen by his deputy.
    """

    _name = "crm.my.day"
    _description = "My day"
    _auto = False
    _order = "section, due_at, id"
    _rec_name = "lead_id"

    section = fields.Selection(
        [
            ("1", "Overdue"),
            ("2", "Today"),
            ("3", "Without a next step"),
            ("4", "Answer awaited"),
        ],
        "Part of the day",
        readonly=True,
    )
    lead_id = fields.Many2one("crm.lead", "Deal", readonly=True)
    activity_id = fields.Many2one("mail.activity", "Task", readonly=True)
    user_id = fields.Many2one("res.users", "Person", readonly=True)
    team_id = fields.Many2one("crm.team", "Department", readonly=True)
    due_at = fields.Datetime("Since, until", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    what = fields.Char("What to do", compute="_compute_what")
    delay_text = fields.Char("Time", compute="_compute_what")
    partner_id = fields.Many2one(related="lead_id.partner_id")
    phone = fields.Char(related="lead_id.phone")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT a.id * 4 AS id,
                   CASE WHEN COALESCE(a.deadline_at < now() AT TIME ZONE 'UTC',
                                      a.date_deadline < day.today)
                        THEN '1' ELSE '2' END AS section,
                   a.res_id AS lead_id, a.id AS activity_id, a.user_id, l.team_id, l.company_id,
                   a.due_at
              FROM mail_activity a
              JOIN crm_lead l ON l.id = a.res_id AND l.active
              JOIN res_users u ON u.id = a.user_id
              JOIN res_partner p ON p.id = u.partner_id
        CROSS JOIN LATERAL (
                    SELECT (now() AT TIME ZONE COALESCE(p.tz, 'UTC'))::date AS today) day
             WHERE a.active AND a.res_model = 'crm.lead'
               AND a.date_deadline <= day.today
         UNION ALL
            SELECT l.id * 4 + CASE WHEN l.answer_awaited_since IS NULL THEN 1 ELSE 2 END,
                   CASE WHEN l.answer_awaited_since IS NULL THEN '3' ELSE '4' END,
                   l.id, NULL, l.user_id, l.team_id, l.company_id,
                   COALESCE(l.answer_awaited_since, l.date_last_stage_update, l.create_date)
              FROM crm_lead l
              JOIN crm_team t ON t.id = l.team_id AND t.flow_enabled
             WHERE l.active AND l.won_status = 'pending' AND l.user_id IS NOT NULL
               AND (l.answer_awaited_since IS NOT NULL OR NOT EXISTS (
                    SELECT FROM mail_activity a
                     WHERE a.res_model = 'crm.lead' AND a.res_id = l.id AND a.active))
            """
        )

    @api.depends("section", "activity_id", "due_at")
    def _compute_what(self):
        now = fields.Datetime.now()
        texts = {"3": self.env._("Plan the next step"), "4": self.env._("Ask for the answer")}
        for row in self:
            row.what = texts.get(row.section) or row.activity_id.sudo().display_name
            row.delay_text = row._delay_text(now)

    def _delay_text(self, now):
        timed = self.activity_id.sudo().deadline_at
        if self.section == "1" and timed:
            late = now - self.due_at
            if late >= timedelta(days=2):  # nobody counts the days of so many hours
                return self.env._("%(days)s d late", days=late.days)
            return self.env._("%(time)s late", time=format_duration(late / timedelta(hours=1)))
        if self.section in ("3", "4"):
            days = (now - self.due_at).days
            return self.env._("%(count)s d", count=days) if days else self.env._("today")
        if timed:
            return format_datetime(self.env, self.due_at, dt_format="HH:mm")
        return ""

    def action_open(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()

    def action_do(self):
        """The result of a task, or the next step where there is no task."""
        self.ensure_one()
        if self.activity_id:
            return self.activity_id.action_result() or self.action_open()
        return self.lead_id.action_next_step()
