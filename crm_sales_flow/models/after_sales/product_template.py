from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    warranty_months = fields.Integer(
        "Warranty, months",
        help="0: as the company gives it. Counted from the act of commissioning, or from the "
        "shipment where nothing is installed.",
    )

    _warranty_months_positive = models.Constraint(
        "CHECK (warranty_months >= 0)", "A warranty cannot be negative."
    )
