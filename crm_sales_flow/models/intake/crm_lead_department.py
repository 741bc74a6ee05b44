from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_after_department(self):
        """A lead that nobody has went to another department: its Head gives it to somebody (F06).

        Within a department the Head is the same: his task and its clock go on.
        """
        result = super()._flow_after_department()
        free = self.filtered(
            lambda lead: (
                lead.type == "lead" and lead.active and not lead.user_id and not lead.awaits_sorting
            )
        )
        for team, leads in free.grouped("team_id").items():
            head = team._flow_leader()
            tasks = leads._flow_open_tasks("assign")
            tasks.filtered(
                lambda x, head=head: (x.stands_for_id or x.user_id) != head
            ).active = False
            leads._flow_wait_for_person(team)
        return result
