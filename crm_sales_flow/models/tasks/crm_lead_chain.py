from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_task_values(self, policy, deadline, user, note):
        """A task with which a chain begins is its first step (G09)."""
        values = super()._flow_task_values(policy, deadline, user, note)
        return {**values, "chain_step_id": policy.first_step_id.id}

    def action_next_step(self):
        """Plan the next step of a deal that has none (G08)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Next step"),
            "res_model": "crm.task.result",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lead_id": self.id},
        }
