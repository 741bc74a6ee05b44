from odoo import fields, models


class CrmLeadReturn(models.TransientModel):
    """The Head says why a lead is not for his department (F05)."""

    _name = "crm.lead.return"
    _description = "Return a lead to sorting"

    lead_id = fields.Many2one("crm.lead", required=True, readonly=True)
    reason = fields.Text(required=True, help="The sorter reads it at the desk.")

    def action_return(self):
        """The lead is out of sight afterwards, so its form gives way to the list."""
        self.lead_id._return_to_desk(self.reason)
        return {"type": "ir.actions.act_url", "url": "/odoo/leads", "target": "self"}
