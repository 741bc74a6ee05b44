from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    control_calls = fields.Integer(related="company_id.control_calls", readonly=False)
