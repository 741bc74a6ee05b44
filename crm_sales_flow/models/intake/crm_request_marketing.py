from odoo import fields, models

SCORE_HELP = "How ready the client is to buy, by the reckoning of marketing; 0 to 100."


class CrmRequest(models.Model):
    """What marketing says of a client whom it hands over (F10)."""

    _inherit = "crm.request"

    marketing_score = fields.Integer("Score of marketing", readonly=True, help=SCORE_HELP)

    def _lead_values(self):
        return {**super()._lead_values(), "marketing_score": self.marketing_score}


class CrmLead(models.Model):
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
