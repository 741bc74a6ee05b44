from odoo import fields, models


class CrmDealNeed(models.Model):
    """A need, wish or question of the client, dated and answered line by line (H07, E06)."""

    _name = "crm.deal.need"
    _description = "Need of the client"
    _order = "lead_id, sequence, id"
    _rec_name = "text"

    lead_id = fields.Many2one("crm.lead", "Deal", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("need", "Need"), ("wish", "Wish"), ("question", "Question")],
        required=True,
        default="need",
    )
    text = fields.Text(required=True)
    date = fields.Date(default=fields.Date.context_today, required=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("answered", "Answered"),
            ("refused", "Refused"),
        ],
        required=True,
        default="open",
    )
    company_id = fields.Many2one(related="lead_id.company_id")
