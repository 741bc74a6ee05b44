from odoo import fields, models


class CrmLead(models.Model):
    """Letters between a person of ours and the client: a contact, and what is waited for."""

    _inherit = "crm.lead"

    answer_awaited_since = fields.Datetime(
        "Answer awaited since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When we wrote to the client; empty again when he answers, or when we talk to him.",
    )

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """A letter that really goes to the client stops the clock of the first call (G03).

        It is looked at here and not at the posting, because only here it is known to whom the
        message goes; a letter put off is looked at when it is sent.
        """
        later = self._is_notification_scheduled(kwargs.get("scheduled_date"))
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if not later and self and message:
            if self._is_from_client(message):
                self.sudo().answer_awaited_since = False
            elif self._is_letter_to_client(message, recipients):
                self._register_contact("email", message.date, source=message.subject)
                if not self.answer_awaited_since:
                    self.sudo().answer_awaited_since = message.date
        return recipients

    def _is_from_client(self, message):
        return message.message_type == "email" and not self._is_colleague(message)

    def _is_letter_to_client(self, message, recipients):
        """Written by a person of ours (not by the system), not a note, and the client gets it."""
        if message.message_type != "comment" or message.is_internal or message.subtype_id.internal:
            return False
        if not self._is_colleague(message) or self.env.user == self.env.ref("base.user_root"):
            return False
        ids = [row["id"] for row in recipients or () if row["share"] and row["id"]]
        partners = self.env["res.partner"].sudo().browse(ids)
        client = self.sudo().partner_id.commercial_partner_id
        address = self.email_normalized
        return any(
            partner.commercial_partner_id == client
            or (address and partner.email_normalized == address)
            for partner in partners
        )

    def _is_colleague(self, message):
        return any(not user.share for user in message.sudo().author_id.user_ids)

    def _register_contact(self, kind, at, seconds=0, source=None):
        """Having talked to the client, nobody waits for his letter any more."""
        result = super()._register_contact(kind, at, seconds=seconds, source=source)
        if kind in ("phone", "meeting"):
            self._flow_answered(at)
        return result

    def _flow_answered(self, at):
        """The client has said something to us at that moment."""
        waiting = self.sudo().filtered(
            lambda lead: lead.answer_awaited_since and lead.answer_awaited_since <= at
        )
        waiting.answer_awaited_since = False
