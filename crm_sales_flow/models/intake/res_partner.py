from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    source_id = fields.Many2one(
        "utm.source",
        index="btree_not_null",
        help="Where the client came from in the beginning; each deal has a source of its own.",
    )
