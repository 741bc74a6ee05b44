from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .crm_lead import SORTERS


class CrmRequest(models.Model):
    """«Not of this deal»: what was attached wrongly goes back to the desk (C06)."""

    _inherit = "crm.request"

    awaited_before = fields.Datetime(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="Since when the deal waited for an answer of the client when the letter was attached.",
    )
    wrong_lead_ids = fields.Many2many(
        "crm.lead",
        "crm_request_wrong_lead_rel",
        "request_id",
        "lead_id",
        "Not of these deals",
        readonly=True,
        copy=False,
        help="People have said so: the program does not attach the request to them again.",
    )
    may_detach = fields.Boolean(compute="_compute_may_detach", export_string_translation=False)

    def write(self, vals):
        """A client whom somebody names is not that of the deal any more."""
        result = super().write(vals)
        if "partner_id" in vals and "partner_is_borrowed" not in vals:
            self.sudo().filtered("partner_is_borrowed").partner_is_borrowed = False
        return result

    @api.depends_context("uid")
    @api.depends("state", "lead_id.user_id", "lead_id.team_id")
    def _compute_may_detach(self):
        for request in self:
            request.may_detach = not request._refuses_detach()

    def _refuses_detach(self):
        """:return: why the user may not say that the request is not of this deal, or False."""
        request, user = self.sudo(), self.env.user
        if request.state != "attached" or not request.lead_id:
            return self.env._("Request %(number)s is not attached to a deal.", number=request.name)
        lead = request.lead_id
        people = lead.user_id | lead.user_id.active_deputy_ids | lead.team_id.head_ids
        if user in people or any(user.has_group(group) for group in SORTERS):
            return False
        return self.env._(
            "Only the manager of «%(lead)s» or the Head of the department sends its request back.",
            lead=lead.name,
        )

    def action_not_this_deal(self):
        """The manager or the Head says that the request does not belong to this deal: all that
        the attachment did is undone, and the request waits for sorting as one of its own."""
        self.check_access("read")
        for request in self:
            if refusal := request._refuses_detach():
                raise AccessError(refusal)
        requests = self.sudo()
        if len(requests.try_lock_for_update(allow_referencing=True)) != len(requests):
            raise UserError(self.env._("Somebody works on this request just now."))
        requests.invalidate_recordset(["state"])
        leads, now = requests.lead_id, fields.Datetime.now()
        for request in requests:
            if refusal := request._refuses_detach():  # another has been faster
                raise UserError(refusal)
            text = self.env._(
                "Not of «%(lead)s», says %(user)s",
                lead=request.lead_id.name,
                user=self.env.user.name,
            )
            request.wrong_lead_ids |= request.lead_id
            request._detach()
            request._recognise()
            request._suggest_teams()
            reason = ". ".join(filter(None, (text, request.suggestion_reason)))
            request.write({"returned_at": now, "suggestion_reason": reason[:500]})
            request._message_log(body=text)
        if self.env.context.get("open_lead") and len(leads) == 1:
            return leads.with_env(self.env).get_formview_action()  # the request is not his any more
        return True

    def _recognise(self):
        """Who has written, when the client of the deal was taken for him: somebody known, or a
        stranger with a card of his own (E02)."""
        if not self.partner_id:
            self.partner_id = self._senders()[0][self]
            if not self.partner_id:
                self._make_clients()

    def _attach(self, lead, user=None):
        """Whatever way the client took, he has answered: nobody waits for his letter."""
        self.awaited_before = lead.sudo().answer_awaited_since
        result = super()._attach(lead, user)
        lead.sudo().answer_awaited_since = False
        return result

    def _detach(self):
        """The deal waits again for the answer that this letter was taken for."""
        for request in self.filtered("awaited_before"):
            lead = request.lead_id
            if not lead.answer_awaited_since and not request._is_answered_since():
                lead.answer_awaited_since = request.awaited_before
        self.awaited_before = False
        return super()._detach()

    def _is_answered_since(self):
        """Whether the client has written to the deal besides this letter."""
        letters = Domain("model", "=", "crm.lead") & Domain("res_id", "=", self.lead_id.id)
        letters &= Domain("message_type", "=", "email") & Domain("date", ">=", self.awaited_before)
        strangers = Domain("author_id", "=", False) | Domain("author_id.partner_share", "=", True)
        own = int(self._is_letter())
        return self.env["mail.message"].search_count(letters & strangers, limit=2) > own
