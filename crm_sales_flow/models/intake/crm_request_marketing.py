from odoo import fields, models

SCORE_HELP = "How ready the client is to buy, by the reckoning of marketing; 0 to 100."


class CrmRequest(models.Model):
    """What marketing says of a client whom it hands over (F10)."""

    _inherit = "crm.request"

    marketing_score = fields.Integer("Score of marketing", readonly=True, help=SCORE_HELP)

    def _lead_values(self):
        return {**super()._lead_values(), "marketing_score": self.marketing_score}
