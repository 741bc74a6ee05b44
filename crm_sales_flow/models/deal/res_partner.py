from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    old_number = fields.Char(
        "Number in the old system",
        copy=False,
        index="btree_not_null",
        help="By this number the record is known again when it is imported a second time.",
    )
