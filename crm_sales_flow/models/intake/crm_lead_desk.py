from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    own_request_ids = fields.One2many(
        "crm.request", "former_lead_id", export_string_translation=False
    )

    def _desk_candidate(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "is_deal": self.type == "opportunity",
            "team": self.team_id.sudo().name or "",
            "user": self.user_id.name or "",
        }
