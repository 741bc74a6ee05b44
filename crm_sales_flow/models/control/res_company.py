from odoo import fields, models
from odoo.tools import SQL


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

    def _own_money(self, amount, company):
        """SQL of an amount of a row's company in the currency of this one, by the rate of today:
        reports add up rows of all companies in which the person works."""
        others = self.env.companies.filtered(lambda other: other.currency_id != self.currency_id)
        if not others:
            return amount
        today = fields.Date.context_today(self)
        rates = SQL(" ").join(
            SQL(
                "WHEN %s THEN %s",
                other.id,
                other.currency_id._get_conversion_rate(
                    other.currency_id, self.currency_id, self, today
                ),
            )
            for other in others
        )
        return SQL("(%s * (CASE %s %s ELSE 1 END)::numeric)", amount, company, rates)
