from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    attested_categories_limit = fields.Integer(
        "Categories with attestation",
        default=2,
        help="So many categories of products are attested; one more gives a warning.",
    )
    attested_categories_block = fields.Boolean(
        "Refuse more categories with attestation",
        help="One more category with attestation is refused instead of a warning.",
    )
    claim_hours = fields.Integer(
        "Answer to a claim, hours",
        default=72,
        help="Within so many hours a claim is answered, unless a service contract says sooner.",
    )

    _claim_hours_positive = models.Constraint(
        "CHECK (claim_hours > 0)", "A claim needs time to be answered."
    )
