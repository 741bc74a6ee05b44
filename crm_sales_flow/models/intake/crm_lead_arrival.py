from odoo import models


class CrmLead(models.Model):
    """Leads that are made by hand, by another program or by an import are like those of requests:
    their source and channel are known, and the clocks run (E05, F09, G01)."""

    _inherit = "crm.lead"

    def _flow_after_create(self):
        result = super()._flow_after_create()
        ours = self.sudo().filtered(lambda lead: lead.team_id.flow_enabled or lead.awaits_sorting)
        ours._flow_settle_source()
        ours._flow_settle_medium()
        return result

    def _flow_settle_medium(self):
        if unknown := self.filtered(lambda lead: not lead.medium_id):
            direct = self.env["ir.model.data"]._xmlid_to_res_id("utm.utm_medium_direct")
            unknown.with_context(tracking_disable=True).medium_id = direct

    def _flow_settle_source(self):
        """Of a lead the source is an approved one; what was told instead is kept as text (U06)."""
        Source = self.env["utm.source"].sudo()
        quiet = self.with_context(tracking_disable=True)
        undefined = Source._undefined()
        quiet.filtered(lambda lead: not lead.source_id).source_id = undefined
        foreign = quiet.filtered(
            lambda lead: (
                lead.type == "lead"
                and lead.source_id != undefined
                and not lead.source_id.flow_approved
            )
        )
        for source, leads in foreign.grouped("source_id").items():
            told = leads.filtered(lambda lead: not lead.told_source)
            told.told_source = source.name
            leads.source_id = Source._approved_for(source.name)

    def _flow_after_free(self):
        """The Head gives the leads to somebody, by the clock (F06, F09)."""
        result = super()._flow_after_free()
        free = self.filtered(
            lambda lead: lead.type == "lead" and lead.active and not lead.awaits_sorting
        )
        free._flow_open_tasks("first_call").active = False
        for team, leads in free.grouped("team_id").items():
            leads._flow_wait_for_person(team)
        return result

    def _flow_wait_for_person(self, team):
        """The Head of the team is asked once to give the leads to somebody (F02, F06)."""
        head = team._flow_leader() or self.env["crm.request"]._directors()[:1]
        tasks = self._flow_schedule("assign", user=head)
        for moment, group in tasks.grouped("deadline_at").items():
            self.browse(group.mapped("res_id")).assign_due_at = moment
