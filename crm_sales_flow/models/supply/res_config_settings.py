from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    reservation_days = fields.Integer(related="company_id.reservation_days", readonly=False)
    reservation_release_days = fields.Integer(
        related="company_id.reservation_release_days", readonly=False
    )
