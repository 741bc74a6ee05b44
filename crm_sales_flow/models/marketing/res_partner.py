from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    marketing_touch_ids = fields.Many2many(
        "crm.touch",
        string="Marketing actions",
        compute="_compute_marketing_touch_ids",
        help="For the organisation and all its people, the newest first.",
    )

    @api.depends("commercial_partner_id")
    def _compute_marketing_touch_ids(self):
        touches = self.env["crm.touch"].search(
            [("commercial_partner_id", "in", self.commercial_partner_id.ids)]
        )
        grouped = touches.grouped("commercial_partner_id")
        for partner in self:
            partner.marketing_touch_ids = grouped.get(partner.commercial_partner_id, False)
