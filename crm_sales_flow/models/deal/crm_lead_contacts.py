from odoo import fields, models


class CrmLead(models.Model):
    """Who at the client has which say in the deal (X03)."""

    _inherit = "crm.lead"

    deal_contact_ids = fields.One2many("crm.deal.contact", "lead_id", "Contacts and their roles")

    def _flow_is_own(self, other):
        """Its contact persons and its site are no duplicates of the deal (E07)."""
        own = super()._flow_is_own(other)
        if own or other._name != "res.partner":
            return own
        return other in self.contact_id | self.site_id | self.deal_contact_ids.partner_id

    def _flow_after_merge(self, tail):
        """Contacts of merged deals stay, each once in a role."""
        result = super()._flow_after_merge(tail)
        known = {(row.partner_id, row.role_id) for row in self.sudo().deal_contact_ids}
        for row in tail.deal_contact_ids:
            if (row.partner_id, row.role_id) not in known:
                known.add((row.partner_id, row.role_id))
                row.lead_id = self
        return result
