from odoo import api, models, tools
from odoo.exceptions import AccessError, ConcurrencyError

from ...tools.letter import envelope_of, letter_bytes, split_sender, with_message_id
from .crm_request_door import LetterTrace


class MailThread(models.AbstractModel):
    """The door for letters: the one override of ``message_process``.

    The source is kept first, in a transaction of its own; then Odoo's gateway does its work in a
    savepoint. What it drops or fails on becomes a visible request when the letter was meant for
    requests; letters of other documents go on as in Odoo, with its exceptions.
    """

    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        if not (self.env.su or self.env.is_system()):
            # The gateway writes as superuser what anybody calls a letter from a client.
            raise AccessError(self.env._("Letters come in by the mail gateway only."))
        raw = letter_bytes(message)
        params = {
            "model": model,
            "custom_values": custom_values or None,
            "save_original": save_original,
            "strip_attachments": strip_attachments,
            "thread_id": thread_id,
        }
        trace = self.env.context.get("flow_letter")
        if not (isinstance(trace, LetterTrace) and trace.again_id):
            envelope = envelope_of(raw)
            kept = self.env["crm.request.letter"]._receive(raw, envelope.uid, params)
            if kept["state"] != "received":
                return kept["request_id"]  # the same bytes have been here
            trace = LetterTrace(envelope.known_as(kept["uid"]), kept["id"], model)
        return self._read_letter(trace, raw, params)

    @api.model
    def _read_letter(self, trace, raw, params):
        thread = self.with_context(flow_letter=trace)
        source = raw if trace.envelope.has_id else with_message_id(raw, trace.envelope.uid)
        error = None
        try:
            with self.env.cr.savepoint():
                # pylint: disable-next=super-method-mismatch
                result = super(MailThread, thread).message_process(message=source, **params)
                requests = self.env["crm.request"].sudo().browse(trace.request_ids)
                requests._show_inline_images()
                requests._match()
        except Exception as failure:  # any fault of the letter or of a module that reads it
            Letter = self.env["crm.request.letter"]
            if Letter._is_temporary(failure):
                raise  # the letter stays received: the caller or the net tries again
            if not self.env["crm.request"]._is_for_requests(trace):
                Letter._forget(trace.letter_id)
                raise
            if Letter._is_collision(failure):
                # This one Odoo tries again in a fresh transaction.
                raise ConcurrencyError(str(failure)) from failure
            error, result = failure, None
            trace.request_ids.clear()
        return self.env["crm.request"].sudo()._close_letter(trace, raw, result, error)

    @api.model
    def message_parse(self, message, save_original=False):
        """The name of the sender as it was written, without a space where it was split."""
        result = super().message_parse(message, save_original=save_original)
        name, address = split_sender(message)
        if name and address.lower() == tools.email_normalize(result.get("email_from") or ""):
            result["email_from"] = tools.formataddr((name, address))
        return result

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """A stranger who answers his own letter makes a new request, not a line in the old one."""
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        trace = self.env.context.get("flow_letter")
        if isinstance(trace, LetterTrace):
            routes = self.env["crm.request"]._reroute(routes, message_dict)
            trace.routed = True
            trace.models = {route[0] for route in routes or ()}
            if "crm.request" in trace.models:
                trace.form = self.env["crm.request.template"]._read_letter(message_dict)
        return routes
