from odoo import api, fields, models

from ...tools.phone import phone_key


class CrmLead(models.Model):
    _inherit = "crm.lead"

    phone_key = fields.Char(
        "Phone key",
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    # Odoo's own index serves `ilike`; known senders are found by equality.
    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")

    @api.depends("phone")
    def _compute_phone_key(self):
        for lead in self:
            lead.phone_key = phone_key(lead.phone) or False
