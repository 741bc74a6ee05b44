from odoo import fields, models


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

    _feedback_positive = models.Constraint(
        "CHECK (feedback_remind_days > 0 AND feedback_score_limit BETWEEN 0 AND 10)",
        "The reminder comes after at least a day; the score is from 0 to 10.",
    )
    _document_return_days_positive = models.Constraint(
        "CHECK (document_return_days >= 0)", "The term of return cannot be negative."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    document_return_days = fields.Integer(related="company_id.document_return_days", readonly=False)
    feedback_survey_id = fields.Many2one(related="company_id.feedback_survey_id", readonly=False)
    feedback_is_automatic = fields.Boolean(
        related="company_id.feedback_is_automatic", readonly=False
    )
    feedback_remind_days = fields.Integer(related="company_id.feedback_remind_days", readonly=False)
    feedback_score_limit = fields.Integer(related="company_id.feedback_score_limit", readonly=False)
