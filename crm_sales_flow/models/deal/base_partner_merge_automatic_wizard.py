from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo moves what points at a client by SQL, which a row that is there already refuses."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Two cards of one person stand in a deal once in a role (X03)."""
        rows = self.env["crm.deal.contact"].sudo()
        rows = rows.search([("partner_id", "in", (src_partners | dst_partner).ids)])
        rows = rows.sorted(lambda row: row.partner_id != dst_partner)
        for same in rows.grouped(lambda row: (row.lead_id, row.role_id)).values():
            same[1:].unlink()
        return super()._update_foreign_keys(src_partners, dst_partner)
