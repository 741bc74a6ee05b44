from odoo import api, fields, models

from ...tools.phone import phone_key


class ResPartnerPhone(models.Model):
    _name = "res.partner.phone"
    _description = "Extra phone of a client"
    _inherit = ["flow.phone.search.mixin"]
    _rec_name = "phone"

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True, ondelete="cascade"
    )
    phone = fields.Char(required=True)
    name = fields.Char("Comment", help="Whose phone it is or when to call it.")
    phone_key = fields.Char(
        "Phone key",
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    _phone_end_idx = models.Index("(reverse(phone_key)) WHERE phone_key IS NOT NULL")

    @api.depends("phone")
    def _compute_phone_key(self):
        for line in self:
            line.phone_key = phone_key(line.phone) or False
