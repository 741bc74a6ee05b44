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
