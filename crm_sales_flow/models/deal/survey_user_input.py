from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _mark_done(self):
        """The finished answer of a client goes to the deal it was asked about (R04)."""
        result = super()._mark_done()
        self.env["crm.deal.feedback"].sudo().search(
            [("user_input_id", "in", self.ids)]
        )._take_answer()
        return result


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def _flow_score(self):
        """An answer on any scale as a score from 1, the worst, to 10."""
        self.ensure_one()
        lowest, highest = self.question_id.scale_min, self.question_id.scale_max
        return 1 + 9 * (self.value_scale - lowest) / ((highest - lowest) or 1)
