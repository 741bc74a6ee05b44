from odoo import fields, models

PREFERENCES = ["flow_mail_assigned", "flow_mail_reminders"]


class ResUsers(models.Model):
    """What a person wants to hear of his tasks by e-mail (G05)."""

    _inherit = "res.users"

    flow_mail_assigned = fields.Boolean(
        "E-mail on a new task",
        default=True,
        help="A letter when a task with a time is given to me.",
    )
    flow_mail_reminders = fields.Boolean(
        "E-mail on an overdue task",
        help="A letter with each reminder of an overdue task. On the screen they come anyway.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + PREFERENCES

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + PREFERENCES
