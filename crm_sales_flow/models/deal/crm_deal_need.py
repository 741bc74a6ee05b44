from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_lead_kept import CHECKED_BY_DEAL

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

    def write(self, vals):
        met = self._deals_facts_met() if {"lead_id", "kind"} & vals.keys() else {}
        deals = self.lead_id
        result = super().write(vals)
        deals._flow_check_facts_kept(met)
        return result

    def unlink(self):
        """The last need of a deal that went on stays (I01)."""
        met, deals = self._deals_facts_met(), self.lead_id
        result = super().unlink()
        deals._flow_check_facts_kept(met)
        return result

    def _deals_facts_met(self):
        """Nothing when the deal is being written: it names all that it lost in one message."""
        if self.env.context.get("flow_facts_checked") is CHECKED_BY_DEAL:
            return {}
        return self.lead_id._flow_facts_met({"need_ids"})

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
