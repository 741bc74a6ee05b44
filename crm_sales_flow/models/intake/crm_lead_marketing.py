from odoo import fields, models

from .crm_request_marketing import SCORE_HELP


class CrmLead(models.Model):
    """The score of marketing that came with the request (F10)."""

    _inherit = "crm.lead"

    marketing_score = fields.Integer(
        "Score of marketing", readonly=True, copy=False, help=SCORE_HELP
    )

    def _flow_after_merge(self, tail):
        """The score is a fact that nobody types in: it is handed over elevated, the best of all."""
        result = super()._flow_after_merge(tail)
        best = max((self.sudo() | tail).mapped("marketing_score"))
        if best != self.marketing_score:
            self.sudo().marketing_score = best
        return result
