from odoo import models

SETTLING = object()  # in the context while the origin is settled; no client can send it


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_after_write(self, names):
        """A lead keeps a source and a channel of ours whoever writes them (E05, U06)."""
        result = super()._flow_after_write(names)
        settling = self.env.context.get("flow_settling") is SETTLING
        if {"source_id", "medium_id"} & names and not settling:
            self.sudo().filtered("flow_enabled")._flow_settle_origin()
        return result

    def _flow_settle_origin(self):
        leads = self.with_context(flow_settling=SETTLING)
        leads = leads.filtered(lambda lead: lead.type == "lead")
        leads._flow_settle_source()
        leads._flow_settle_medium()

    def _flow_after_department(self):
        """A lead came to a department: into the process, or from another one of it (E05, F06, G01).

        Of one that nobody has the Head is told. Within a department the Head is the same: his task
        and its clock go on.
        """
        result = super()._flow_after_department()
        self._flow_settle_origin()
        leads = self.filtered(
            lambda lead: lead.type == "lead" and lead.active and not lead.awaits_sorting
        )
        if taken := leads.filtered("user_id"):
            taken._flow_after_assign()
        free = leads - taken
        for team, leads in free.grouped("team_id").items():
            head = team._flow_leader()
            tasks = leads._flow_open_tasks("assign")
            tasks.filtered(
                lambda x, head=head: (x.stands_for_id or x.user_id) != head
            ).active = False
            leads._flow_wait_for_person(team)
        return result
