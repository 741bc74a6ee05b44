from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    document_return_days = fields.Integer(related="company_id.document_return_days", readonly=False)
    feedback_survey_id = fields.Many2one(related="company_id.feedback_survey_id", readonly=False)
    feedback_is_automatic = fields.Boolean(
        related="company_id.feedback_is_automatic", readonly=False
    )
    feedback_remind_days = fields.Integer(related="company_id.feedback_remind_days", readonly=False)
    feedback_score_limit = fields.Integer(related="company_id.feedback_score_limit", readonly=False)
