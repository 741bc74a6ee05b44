from odoo import fields, models


class CrmLeadAssignLine(models.TransientModel):
    _name = "crm.lead.assign.line"
    _description = "Load of a person"

    wizard_id = fields.Many2one("crm.lead.assign", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Person", required=True, readonly=True)
    lead_count = fields.Integer("Leads", readonly=True)
    deal_count = fields.Integer("Deals", readonly=True)
    task_count = fields.Integer("Tasks", readonly=True)

    def action_assign(self):
        self.ensure_one()
        leads = self.wizard_id.lead_ids
        for team in leads.team_id:
            # The team is named, because Odoo would move the lead to the person's first team.
            group = leads.filtered(lambda lead, team=team: lead.team_id == team)
            group.write({"user_id": self.user_id.id, "team_id": team.id})
        return {"type": "ir.actions.act_window_close"}
