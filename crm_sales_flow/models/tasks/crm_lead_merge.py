from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_after_merge(self, tail):
        """The proof that reminders were given outlives a merge (E07, G04)."""
        result = super()._flow_after_merge(tail)
        reminders = self.env["crm.task.reminder"].sudo()
        reminders.search([("lead_id", "in", tail.ids)]).lead_id = self
        self._take_over_tasks(tail)
        return result

    def _take_over_tasks(self, tail):
        """The tasks of those who had the others are done by the one who has what is left (F07)."""
        lead = self.sudo()
        for former in (tail.user_id - lead.user_id).ids if lead.user_id else ():
            lead._flow_after_handover({lead.id: former})
