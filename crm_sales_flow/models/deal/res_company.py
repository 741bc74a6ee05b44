from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    document_return_days = fields.Integer(
        "Originals return within, days",
        default=14,
        help="A signed original that was sent and has not come back after so many days is overdue.",
    )

    feedback_survey_id = fields.Many2one(
        "survey.survey",
        "Survey for feedback",
        help="Its scale questions give the score of the deal, the other ones the client's words. "
        "When empty, the survey that comes with the program.",
    )
    feedback_is_automatic = fields.Boolean(
        "Ask by itself",
        default=True,
        help="The letter goes out when the deal stands on the closing stage with all documents.",
    )
    feedback_remind_days = fields.Integer("Remind after, days", default=7)
    feedback_score_limit = fields.Integer(
        "Worrying score below", default=7, help="A lower score makes a task for the Head."
    )

    @api.constrains("feedback_survey_id")
    def _check_feedback_survey(self):
        """The client has no login: he answers by the link of the letter (R04)."""
        for survey in self.sudo().feedback_survey_id:
            if not survey.active or survey.users_login_required:
                raise ValidationError(
                    self.env._(
                        "Clients cannot answer the survey «%(survey)s»: it must be open to people "
                        "without a login and not archived.",
                        survey=survey.title,
                    )
                )

    _feedback_positive = models.Constraint(
        "CHECK (feedback_remind_days > 0 AND feedback_score_limit BETWEEN 0 AND 10)",
        "The reminder comes after at least a day; the score is from 0 to 10.",
    )
    _document_return_days_positive = models.Constraint(
        "CHECK (document_return_days >= 0)", "The term of return cannot be negative."
    )
