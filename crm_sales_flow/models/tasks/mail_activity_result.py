from odoo import fields, models
from odoo.exceptions import UserError

WAYS = [
    ("phone", "By telephone"),
    ("email", "By e-mail"),
    ("meeting", "At a meeting"),
    ("messenger", "In a messenger"),
    ("other", "Otherwise"),
]


class MailActivity(models.Model):
    """How a task was closed: with what outcome and in what way; a chain goes on by it."""

    _inherit = "mail.activity"

    outcome_id = fields.Many2one(
        "crm.task.outcome", index="btree_not_null", ondelete="restrict", readonly=True
    )
    way = fields.Selection(WAYS, readonly=True)
    chain_step_id = fields.Many2one(
        "crm.task.chain.step",
        "Step of the chain",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )

    held_meeting_id = fields.Many2one(
        "calendar.event",
        "Meeting",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        help="Of which the result is asked.",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        if not self.env.su:
            self._check_result()
        steps = [
            (task.chain_step_id.sudo()._next(task.outcome_id.sudo()), task._leads())
            for task in self
            if task.chain_step_id
        ]
        messages, following = super()._action_done(feedback, attachment_ids)
        for step in {step for step, _lead in steps if step}:
            leads = self.env["crm.lead"].union(*(lead for to, lead in steps if to == step))
            following |= step._plan(leads.filtered(lambda lead: lead.won_status == "pending"))
        return messages, following

    def _asks_result(self):
        asks = not self.task_policy_id or self.task_policy_id.sudo().asks_result
        allowed = self.env["crm.task.result"].has_access("create")
        return self._leads().sudo().flow_enabled and asks and allowed

    def _check_result(self):
        """By whatever way a task is closed: no deal goes on without a next step (G08).

        A task that asks for a file ends with the file.
        """
        for task in self.filtered(lambda task: task.active and not task.outcome_id):
            if task.activity_category != "upload_file" and task._asks_result():
                raise UserError(
                    self.env._(
                        "«%(task)s» is closed with its result: open «%(lead)s» and press "
                        "«Mark Done» on the task.",
                        task=task.display_name,
                        lead=task._leads().sudo().name,
                    )
                )

    def action_result(self):
        """The window «Result» of a task on a lead or deal of the process (G08).

        :return: False where Odoo's own way of closing applies: other documents, people without a
            role in sales, tasks of a policy that asks for no result.
        """
        self.ensure_one()
        lead = self._leads()
        if not self._asks_result():
            return False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": "crm.task.result",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_activity_id": self.id, "default_lead_id": lead.id},
        }
