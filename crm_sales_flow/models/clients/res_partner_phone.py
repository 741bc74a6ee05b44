from odoo import fields, models


class ResPartnerPhone(models.Model):
    _name = "res.partner.phone"
    _description = "Extra phone of a client"
    _inherit = ["flow.phone.key.mixin", "flow.phone.search.mixin"]
    _rec_name = "phone"

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True, ondelete="cascade"
    )
    phone = fields.Char(required=True)
    name = fields.Char("Comment", help="Whose phone it is or when to call it.")

    _phone_end_idx = models.Index("(reverse(phone_key)) WHERE phone_key IS NOT NULL")
