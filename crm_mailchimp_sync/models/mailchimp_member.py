from odoo import fields, models
from odoo.exceptions import UserError

from ..client import payload as p
from ..client.errors import MailchimpError
from .mailchimp_evaluate import CONFLICT


class MailchimpMember(models.Model):
    """An address in an audience: what is there, what was sent, what is to be sent (the outbox).

    Written only by the run that holds the audience, and by the buttons below.
    """

    _name = "mailchimp.member"
    _description = "Person in an audience"
    _order = "email, id"
    _rec_name = "email"

    audience_id = fields.Many2one(
        "mailchimp.audience", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="audience_id.company_id", store=True)
    email = fields.Char("E-mail", required=True)
    partner_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null", ondelete="set null"
    )
    lead_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="set null")
    state = fields.Selection(
        [
            ("foreign", "Only in Mailchimp"),
            ("queued", "Waiting"),
            ("inflight", "Being sent"),
            ("done", "Sent"),
            ("parked", "Set aside"),
            ("out", "Not mailed"),
        ],
        required=True,
        default="foreign",
        index=True,
    )
    reason = fields.Char(export_string_translation=False)
    detail = fields.Char("In Mailchimp's words")
    reason_text = fields.Char("Why", compute="_compute_words")
    way_out = fields.Char("What to do", compute="_compute_words")
    remote_status = fields.Selection(
        [
            ("subscribed", "Subscribed"),
            ("unsubscribed", "Unsubscribed"),
            ("cleaned", "Does not arrive"),
            ("pending", "Waits for confirmation"),
            ("transactional", "Without mailings"),
            ("archived", "Archived"),
            ("gone", "Deleted"),
        ],
        "At Mailchimp",
    )
    archived_by_us = fields.Boolean(
        readonly=True,
        help="Because no rule wanted the person: he comes back when one does. Whom an employee"
        " archives at Mailchimp stays there.",
    )
    remote_id = fields.Char(index="btree_not_null", export_string_translation=False)
    web_id = fields.Char(export_string_translation=False)
    remote_changed_at = fields.Datetime("Changed there")
    agreed_at = fields.Datetime(
        "Confirmed there", help="When the person himself confirmed at Mailchimp, last time."
    )
    sent_at = fields.Datetime("Sent at")
    # The outbox
    op = fields.Char(export_string_translation=False)
    status_if_new = fields.Char(export_string_translation=False)
    is_back = fields.Boolean(export_string_translation=False)
    payload = fields.Json()
    wanted_hash = fields.Char(export_string_translation=False)
    sent_hash = fields.Char(export_string_translation=False)
    tags_sent = fields.Json()
    tags_lost = fields.Json()
    claimed_at = fields.Datetime(export_string_translation=False)
    next_try_at = fields.Datetime("Next try")
    tries = fields.Integer(default=0)
    batch_id = fields.Char(export_string_translation=False)

    _email_uniq = models.Constraint(
        "UNIQUE (audience_id, email)", "This address is in the audience already."
    )
    _outbox_idx = models.Index("(audience_id, op, id) WHERE state = 'queued'")
    _inflight_idx = models.Index("(audience_id) WHERE state = 'inflight'")
    _lost_idx = models.Index("(audience_id, id) WHERE tags_lost IS NOT NULL")
    _email_idx = models.Index("(email)")

    def _compute_words(self):
        words = self._words()
        for member in self:
            member.reason_text, member.way_out = words.get(member.reason, (False, False))

    def action_try_again(self):
        """What was set aside is looked at once more, as it is now."""
        self._check_marketer()
        emails = self.filtered(lambda m: m.state == "parked").mapped("email")
        parked = self.sudo().filtered(lambda member: member.state == "parked")
        torn = parked.filtered(lambda member: member.reason == CONFLICT and member.detail)
        for audience, members in torn.grouped("audience_id").items():
            audience._rename_there(members)
        gone = parked.filtered(lambda member: member.remote_status == "gone")
        gone.remote_status = False
        parked.write({"state": "out", "reason": False, "sent_hash": False, "detail": False})
        self.env["mailchimp.change"]._add_emails(emails)
        return self.audience_id._trigger_sync()

    def action_ask_again(self):
        """Mailchimp asks the person by letter whether he wants our letters again: only by hand."""
        self._check_marketer()
        self.ensure_one()
        if self.remote_status not in (p.UNSUBSCRIBED, p.ARCHIVED, p.TRANSACTIONAL):
            raise UserError(self.env._("Only somebody who is not mailed now can be asked."))
        client = self.audience_id.account_id._client()
        try:
            row = client.ask_again(self.audience_id.list_id, self.email)
        except MailchimpError as error:
            raise UserError(self.audience_id.account_id._in_words(error.code)) from error
        finally:
            client.close()
        self.sudo().remote_status = row.get("status") or p.PENDING
        message = self.env._("Mailchimp asks the person by letter. Nothing else is sent to him.")
        params = {"type": "info", "message": message}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _check_marketer(self):
        self.audience_id.check_access("write")
