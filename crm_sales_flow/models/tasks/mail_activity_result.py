from odoo import fields, models

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

    def _action_done(self, feedback=False, attachment_ids=None):
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

    def action_result(self):
        """The window «Result» of a task on a lead or deal of the process (G08).

        :return: False where Odoo's own way of closing applies: other documents, people without a
            role in sales, tasks of a policy that asks for no result.
        """
        self.ensure_one()
        lead = self._leads()
        asks = not self.task_policy_id or self.task_policy_id.sudo().asks_result
        allowed = self.env["crm.task.result"].has_access("create")
        if not (lead.sudo().flow_enabled and asks and allowed):
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
