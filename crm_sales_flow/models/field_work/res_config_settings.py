from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    attested_categories_limit = fields.Integer(
        related="company_id.attested_categories_limit", readonly=False
    )
    attested_categories_block = fields.Boolean(
        related="company_id.attested_categories_block", readonly=False
    )
    claim_hours = fields.Integer(related="company_id.claim_hours", readonly=False)
