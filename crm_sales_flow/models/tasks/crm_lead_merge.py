from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_after_merge(self, tail):
        """The proof that reminders were given outlives a merge (E07, G04)."""
        result = super()._flow_after_merge(tail)
        reminders = self.env["crm.task.reminder"].sudo()
        reminders.search([("lead_id", "in", tail.ids)]).lead_id = self
        return result
