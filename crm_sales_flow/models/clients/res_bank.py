from odoo import fields, models


class ResBank(models.Model):
    _inherit = "res.bank"

    corr_account = fields.Char(
        "Correspondent account",
        help="Account of this bank in the Bank of Russia; stands on every payment document.",
    )
