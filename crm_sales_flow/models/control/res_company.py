from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    control_calls = fields.Integer(
        "Control calls a week",
        default=3,
        help="So many clients of each department are drawn by lot every week for its Head to "
        "call. 0: none.",
    )

    _control_calls_few = models.Constraint(
        "CHECK (control_calls BETWEEN 0 AND 50)", "Choose from 0 to 50 control calls a week."
    )
