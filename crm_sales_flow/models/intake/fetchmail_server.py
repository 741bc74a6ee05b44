from odoo import models

from ...tools.letter import envelope_of, letter_bytes


class FetchmailServer(models.Model):
    """A fetch that breaks off half-way loses no letter.

    Odoo marks a letter as handled whatever happened to it, also when nothing could be stored.
    So each letter is kept before the gateway gets it: when that fails, the fetch ends and the
    letter stays unread in the mailbox. IMAP marks a letter as read by reading it; when the line
    drops in the middle, nobody would ask for it again, so it is only looked at.
    """

    _inherit = "fetchmail.server"

    def _connect__(self, allow_archived=False):
        connection = super()._connect__(allow_archived=allow_archived)
        retrieve = connection.retrieve_unread_messages
        if self._get_connection_type() == "imap":
            fetch = connection.fetch
            connection.fetch = lambda number, _parts: fetch(number, "(BODY.PEEK[])")
        connection.retrieve_unread_messages = lambda: self._keep_first(retrieve())
        return connection

    def _keep_first(self, messages):
        params = {
            "model": self.object_id.model,
            "save_original": self.original,
            "strip_attachments": not self.attach,
        }
        for number, message in messages:
            raw = letter_bytes(message)
            self.env["crm.request.letter"]._receive(raw, envelope_of(raw).uid, params)
            yield number, message
