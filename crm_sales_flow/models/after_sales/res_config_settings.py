from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    warranty_months = fields.Integer(related="company_id.warranty_months", readonly=False)
