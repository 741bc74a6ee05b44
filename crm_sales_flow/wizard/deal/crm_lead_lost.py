from odoo import api, fields, models


class CrmLeadLost(models.TransientModel):
    """Odoo's wizard: the reason is required, and a competitor is named (I14)."""

    _inherit = "crm.lead.lost"

    flow_enabled = fields.Boolean(compute="_compute_flow_enabled")
    ask_competitor = fields.Boolean(related="lost_reason_id.ask_competitor")
    lost_competitor = fields.Char("Competitor", help="Who got the order instead of us.")

    @api.depends("lead_ids")
    def _compute_flow_enabled(self):
        for wizard in self:
            wizard.flow_enabled = any(wizard.lead_ids.mapped("flow_enabled"))

    def action_lost_reason_apply(self):
        """The name comes before the loss, which is refused without it."""
        if self.lost_competitor:
            self.lead_ids.lost_competitor = self.lost_competitor
        return super().action_lost_reason_apply()
