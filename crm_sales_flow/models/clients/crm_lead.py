from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.phone import phone_key


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "flow.phone.search.mixin"]

    phone_key = fields.Char(
        "Phone key",
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    # Odoo's own index serves `ilike`; known senders are found by equality.
    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _phone_end_idx = models.Index("(reverse(phone_key)) WHERE phone_key IS NOT NULL")

    @api.depends("phone")
    def _compute_phone_key(self):
        for lead in self:
            lead.phone_key = phone_key(lead.phone) or False

    @api.model
    def _phone_domain(self, text):
        """By the numbers of the client as well, of which one may stand on his card only."""
        Partner = self.env["res.partner"]
        found = super()._phone_domain(text)
        if found.is_false():
            return found
        return found | Domain("partner_id", "in", Partner._search(Partner._phone_domain(text)))
