from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    warranty_months = fields.Integer(
        "Warranty, months",
        default=12,
        help="Counted from the date of the signed commissioning act.",
    )

    _warranty_months_positive = models.Constraint(
        "CHECK (warranty_months >= 0)", "A warranty cannot be negative."
    )
