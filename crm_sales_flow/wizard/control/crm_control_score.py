from odoo import fields, models
from odoo.exceptions import UserError

SCORES = [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")]


class CrmControlScore(models.TransientModel):
    """The result of a control call: a mark and a line of text (A09)."""

    _name = "crm.control.score"
    _description = "Result of a control call"

    call_id = fields.Many2one("crm.control.call", required=True, readonly=True, ondelete="cascade")
    lead_id = fields.Many2one(related="call_id.lead_id")
    partner_id = fields.Many2one(related="call_id.partner_id")
    manager_id = fields.Many2one(related="call_id.manager_id")
    phone = fields.Char(related="call_id.lead_id.phone")
    score = fields.Selection(SCORES, "How content is the client", help="5 is the best.")
    note = fields.Text("What the client said")

    def action_save(self):
        self.ensure_one()
        if not self.score:
            raise UserError(self.env._("Choose a score from 1 to 5."))
        self._close("done", int(self.score))

    def action_no_answer(self):
        self.ensure_one()
        self._close("no_answer", 0)

    def _close(self, state, score):
        """By the Head who sees the call; it is written by the program alone, and before the task
        is closed, which asks for it."""
        self.call_id.check_access("read")
        call = self.call_id.sudo()
        call._answer(state, score, self.note)
        if call.activity_id.active:
            call.activity_id.action_feedback(feedback=self._text(call))

    def _text(self, call):
        note = self.note or ""
        if call.state == "no_answer":
            return self.env._("Control call: the client did not answer. %(note)s", note=note)
        return self.env._("Control call: %(score)s of 5. %(note)s", score=call.score, note=note)
