from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _merge_dependences(self, opportunities):
        """The proof that reminders were given outlives a merge (E07, G04)."""
        if any((self | opportunities).sudo().team_id.mapped("flow_enabled")):
            reminders = self.env["crm.task.reminder"].sudo()
            reminders.search([("lead_id", "in", opportunities.ids)]).lead_id = self
        return super()._merge_dependences(opportunities)
