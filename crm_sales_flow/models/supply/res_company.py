from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    reservation_days = fields.Integer(
        "Goods stay reserved, days",
        default=10,
        help="For an order that is not paid, counted from its confirmation; then its manager "
        "decides. 0: without a limit.",
    )
    reservation_release_days = fields.Integer(
        "Release by itself after, days",
        default=0,
        help="Counted from the last day of the reservation. 0: a person decides, always.",
    )

    _reservation_days_positive = models.Constraint(
        "CHECK (reservation_days >= 0 AND reservation_release_days >= 0)",
        "The days of a reservation cannot be negative.",
    )
