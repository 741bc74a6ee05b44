from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    warranty_months = fields.Integer(
        "Warranty, months",
        default=12,
        help="Of products that have none of their own. Counted from the signed act of "
        "commissioning, or from the shipment where nothing is installed.",
    )

    _warranty_months_positive = models.Constraint(
        "CHECK (warranty_months >= 0)", "A warranty cannot be negative."
    )
