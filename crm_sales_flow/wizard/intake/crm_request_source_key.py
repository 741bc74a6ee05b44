from odoo import fields, models


class CrmRequestSourceKey(models.TransientModel):
    """Shows a new secret key once; it is not stored anywhere."""

    _name = "crm.request.source.key"
    _description = "New secret key"

    secret = fields.Char("Secret key", store=False, readonly=True)
