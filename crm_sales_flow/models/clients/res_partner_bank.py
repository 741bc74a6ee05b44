from odoo import fields, models


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    bank_corr_account = fields.Char(related="bank_id.corr_account", readonly=False)
