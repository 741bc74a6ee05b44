from odoo import api, models

POLICY = "answer_claim"


class ProjectTask(models.Model):
    """Who answers a claim is told its term and reminded of it, as of any promise (S09)."""

    _inherit = "project.task"

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._claim_watch_term()
        return tasks

    def write(self, vals):
        result = super().write(vals)
        if {"date_deadline", "user_ids", "state", "active"} & vals.keys():
            self._claim_watch_term()
        return result

    def _claim_watch_term(self):
        """One task with the minute of the term for each owner of an open claim; elevated."""
        claims = self.sudo().filtered(lambda task: task.field_work_type == "claim")
        policy = claims and self.env["crm.task.policy"]._get(POLICY)
        if not policy:
            return
        domain = [
            ("res_model", "=", self._name),
            ("res_id", "in", claims.ids),
            ("task_policy_id", "=", policy.id),
        ]
        tasks = self.env["mail.activity"].sudo().search(domain)
        values = []
        for claim in claims:
            own = tasks.filtered(lambda task, claim=claim: task.res_id == claim.id)
            values += claim._claim_settle_term(policy, own)
        tasks.create(values)

    def _claim_settle_term(self, policy, tasks):
        """Bring the open tasks of one claim in line with it.

        :return: values of those that are still to be made
        """
        if self.is_closed or not self.active:
            tasks.action_feedback(feedback=self.env._("The claim is closed."))
            return []
        owners = self.user_ids if self.date_deadline else self.user_ids.browse()
        kept = tasks.filtered(lambda task: task.user_id in owners)
        (tasks - kept).unlink()
        moved = kept.filtered(lambda task: task.deadline_at != self.date_deadline)
        moved.deadline_at = self.date_deadline
        return [self._claim_task_values(policy, owner) for owner in owners - kept.user_id]

    def _claim_task_values(self, policy, owner):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": policy.activity_type_id.id,
            "summary": policy.with_context(lang=owner.lang or self.env.lang).summary,
            "user_id": owner.id,
            "deadline_at": self.date_deadline,
            "task_policy_id": policy.id,
            "automated": True,
        }
