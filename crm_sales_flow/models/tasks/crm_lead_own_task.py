from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

TOLD = ("summary", "date_deadline", "deadline_at", "activity_type_id", "task_policy_id", "user_id")


class CrmLead(models.Model):
    """The nearest task of the reader stands above the card, its result is one click away (G08)."""

    _inherit = "crm.lead"

    own_task_text = fields.Char("Your task", compute="_compute_own_task_text")

    @api.depends("activity_ids.user_id", "activity_ids.deadline_at", "activity_ids.date_deadline")
    @api.depends_context("uid", "lang", "tz")
    def _compute_own_task_text(self):
        for lead in self:
            task = lead._own_task()
            lead.own_task_text = lead._own_task_words(task) if task else False

    def _own_task_words(self, task):
        """What is to be done, and until when."""
        if task.deadline_at:
            due = format_datetime(self.env, task.deadline_at, dt_format="short")
        else:
            due = format_date(self.env, task.date_deadline)
        what = task.summary or task.activity_type_id.name
        return self.env._("%(what)s, until %(due)s", what=what, due=due)

    def _own_task(self):
        """With what is told of it at once: a deal is opened more often than anything else.

        Whose task it is stands in the condition, and a person reads his own tasks; Odoo would ask
        for that by a query of its own.
        """
        nearest = (
            self.env["mail.activity"]
            .sudo()
            .search_fetch(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("user_id", "=", self.env.uid),
                ],
                (*TOLD, "res_model", "res_id"),
                order="date_deadline, deadline_at, id",
            )
        )
        nearest = nearest.sudo(self.env.su)
        return next((task for task in nearest if task._asks_result()), nearest.browse())

    def action_own_result(self):
        self.ensure_one()
        return self._own_task().action_result()
