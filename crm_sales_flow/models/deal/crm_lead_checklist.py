from odoo import api, fields, models


class CrmLead(models.Model):
    """The checklist of the present stage, ticked by the facts (I07)."""

    _inherit = "crm.lead"

    stage_checklist = fields.Json(
        "What to do at this stage",
        compute="_compute_stage_checklist",
        compute_sudo=True,
    )

    @api.depends("stage_id", "active", "type", "team_id", "user_id")
    @api.depends_context("lang")
    def _compute_stage_checklist(self):
        deals = self.filtered(
            lambda lead: lead.id and lead.type == "opportunity" and lead.team_id.flow_enabled
        )
        by_stage = {stage.id: leads.ids for stage, leads in deals.grouped("stage_id").items()}
        rows = {lead_id: [] for lead_id in deals.ids}
        actions = self.env["crm.stage.action"]._of_stages(by_stage)
        for named in (actions.role_id, actions.document_type_id, actions.event_type_id):
            named.fetch(["name"])
        for action in actions:
            leads = action._applies(self.browse(by_stage[action.stage_id.id]))
            unmet = action._unmet(leads)
            for lead in leads:
                rows[lead.id].append(lead._flow_checklist_row(action, lead not in unmet))
        for lead in self:
            lead.stage_checklist = _with_next(rows.get(lead.id, []))

    def _flow_checklist_row(self, action, done):
        return {
            "id": action.id,
            "name": action.name,
            "hint": action.hint or "",
            **action._who(self),
            "document": action.document_type_id.name or "",
            "event": action.event_type_id.name or "",
            "done": done,
        }


def _with_next(rows):
    """Mark the first row that is not done: it is what comes next."""
    following = next((row for row in rows if not row["done"]), None)
    return [{**row, "next": row is following} for row in rows]
