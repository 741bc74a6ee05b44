from odoo import api, fields, models


class ResPartnerEmail(models.Model):
    """Another address of the same person: his letters are known by it as well (C04)."""

    _name = "res.partner.email"
    _description = "Extra e-mail of a client"
    _rec_name = "email"

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True, ondelete="cascade"
    )
    email = fields.Char("E-mail", required=True)
    email_normalized = fields.Char(
        compute="_compute_email_normalized",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for line in self:
            line.email_normalized = self.env["res.partner"]._flow_email_key(line.email)
