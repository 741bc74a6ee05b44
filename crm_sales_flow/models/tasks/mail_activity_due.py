from datetime import timedelta

from odoo import api, fields, models

from ...tools.local_time import utc_of_day


class MailActivity(models.Model):
    """When a task is due at the latest, whether it has a minute or a day only (A10)."""

    _inherit = "mail.activity"

    due_at = fields.Datetime(compute="_compute_due_at", store=True, export_string_translation=False)

    # Reports read the tasks of a period.
    _due_idx = models.Index("(due_at) WHERE res_model = 'crm.lead'")

    @api.depends("deadline_at", "date_deadline", "user_id.tz")
    def _compute_due_at(self):
        """A day ends where the person is who has the task."""
        for task in self:
            task.due_at = task.deadline_at
            if not task.due_at and task.date_deadline:
                next_day = task.date_deadline + timedelta(days=1)
                task.due_at = utc_of_day(next_day, task.user_id.tz)
