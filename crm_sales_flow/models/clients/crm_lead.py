from odoo import api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "flow.phone.key.mixin", "flow.phone.search.mixin"]

    # Odoo's own index serves `ilike`; known senders are found by equality.
    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _phone_end_idx = models.Index("(reverse(phone_key)) WHERE phone_key IS NOT NULL")

    @api.model
    def _phone_domain(self, text):
        """By the numbers of the client as well, of which one may stand on his card only."""
        Partner = self.env["res.partner"]
        found = super()._phone_domain(text)
        if found.is_false():
            return found
        return found | Domain("partner_id", "in", Partner._search(Partner._phone_domain(text)))
