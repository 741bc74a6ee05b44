from odoo import Command, api, fields, models


class CrmLeadDisqualify(models.TransientModel):
    """It is no lead: the manager says why, in one choice of at most seven (H03)."""

    _name = "crm.lead.disqualify"
    _description = "Not a target"

    lead_ids = fields.Many2many("crm.lead", string="Leads", required=True)
    reason_id = fields.Many2one("crm.disqualify.reason", required=True)
    note = fields.Text(help="For those who meet this client again. Stays in the chatter.")

    @api.model
    def default_get(self, fields_list):
        chosen = self.env.context.get("active_ids", [])
        return {"lead_ids": [Command.set(chosen)], **super().default_get(fields_list)}

    def action_apply(self):
        self.ensure_one()
        self.lead_ids._flow_disqualify(self.reason_id, self.note)
