from odoo import api, fields, models
from odoo.exceptions import ValidationError

# How a question ends, and how a need or a wish does.
QUESTION_STATES = ("open", "answered", "waived")
WISH_STATES = ("open", "accepted", "refused")


class CrmDealNeed(models.Model):
    """A need, wish or question of the client, dated and answered line by line (H07, E06)."""

    _name = "crm.deal.need"
    _description = "Need of the client"
    _inherit = "crm.deal.line.mixin"
    _order = "lead_id, sequence, id"
    _rec_name = "text"

    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("need", "Need"), ("wish", "Wish"), ("question", "Question")],
        required=True,
        default="need",
    )
    text = fields.Text(required=True)
    date = fields.Date(default=fields.Date.context_today, required=True)
    source_kind = fields.Selection(
        [
            ("call", "Call"),
            ("letter", "Letter"),
            ("meeting", "Meeting"),
            ("request", "Request"),
            ("other", "Other"),
        ],
        "Known from",
        help="How the client said it.",
    )
    source = fields.Char(help="Which call, letter or request it was: its number, day or subject.")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("answered", "Answered"),
            ("waived", "No longer asked"),
        ],
        required=True,
        default="open",
        help="A need or a wish is accepted or refused; a question is answered or no longer asked.",
    )
    answer = fields.Text(help="What the client was told.")

    @api.constrains("kind", "state")
    def _check_state(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for line in self:
            fitting = QUESTION_STATES if line.kind == "question" else WISH_STATES
            if line.state not in fitting:
                raise ValidationError(
                    self.env._(
                        "«%(text)s» cannot be «%(state)s»: choose one of %(fitting)s.",
                        text=line.text[:60],
                        state=states[line.state],
                        fitting=", ".join(states[state] for state in fitting),
                    )
                )
