from odoo import api, models


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = "crm.lead2opportunity.partner"

    @api.depends("user_id")
    def _compute_team_id(self):
        """A lead of the sales process stays in its department when it becomes a deal.

        Odoo takes the first team of the person, which may be another one.
        """
        result = super()._compute_team_id()
        for wizard in self.filtered("lead_id.team_id.flow_enabled"):
            wizard.team_id = wizard.lead_id.team_id
        return result

    @api.depends("lead_id", "partner_id")
    def _compute_duplicated_lead_ids(self):
        """Odoo knows one address and the client; the process all phones, addresses and INN."""
        result = super()._compute_duplicated_lead_ids()
        ours = self.filtered("lead_id.flow_enabled")
        known = ours.lead_id._flow_duplicates()
        for wizard in ours:
            leads = known[wizard.lead_id].leads.with_env(self.env)._filtered_access("write")
            if leads:
                wizard.duplicated_lead_ids |= leads | wizard.lead_id
        return result

    def action_apply(self):
        leads = self.env["crm.lead"].browse(self.env.context.get("active_ids", [])) | self.lead_id
        leads._flow_check_convert()
        return super().action_apply()
