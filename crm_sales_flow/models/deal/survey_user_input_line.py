from odoo import models


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def _flow_score(self):
        """An answer on any scale as a score from 1, the worst, to 10."""
        self.ensure_one()
        lowest, highest = self.question_id.scale_min, self.question_id.scale_max
        return 1 + 9 * (self.value_scale - lowest) / ((highest - lowest) or 1)
