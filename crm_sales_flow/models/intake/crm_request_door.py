import logging
from dataclasses import dataclass, field

from odoo import api, models, tools
from odoo.tools.mail import parse_contact_from_email, plaintext2html

from ...tools.letter import Envelope, letter_uid, text_of
from .crm_request import CAME, DECIDED

_logger = logging.getLogger(__name__)


@dataclass(eq=False)
class LetterTrace:
    """What becomes of one letter on its way through Odoo's gateway.

    Carried in the context, because the gateway hands headers to nobody.
    """

    envelope: Envelope
    letter_id: int
    fallback_model: str | None
    again_id: int | None = None  # the request that is processed again
    form: object = None  # what a template has read out of it, a FormLetter
    routed: bool = False
    models: set = field(default_factory=set)
    request_ids: list = field(default_factory=list)
    aliases: dict = field(default_factory=dict)  # addresses -> those that are our own


class CrmRequest(models.Model):
    """How a letter becomes a request. The door itself is ``mail.thread.message_process``."""

    _inherit = "crm.request"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        trace = self.env.context.get("flow_letter")
        trace = trace if isinstance(trace, LetterTrace) else None
        values = {**self._given_values(custom_values), **self._letter_values(msg_dict)}
        if trace and trace.again_id:
            request = self.browse(trace.again_id)
            request.write({**values, "state": "new", "filter_reason": False, "error": False})
        else:
            if reason := self._filter_reason(trace, msg_dict):
                values |= {"state": "filtered", "filter_reason": reason}
            uid = trace.envelope.uid if trace else letter_uid(msg_dict["message_id"])
            request = self._register_once(values.get("channel", "email"), uid, values)
        if trace:
            trace.request_ids.append(request.id)
        return request

    @api.model
    def _given_values(self, custom_values):
        """Defaults of an alias say nothing of what came and decide nothing."""
        given = custom_values or {}
        return {name: given[name] for name in given.keys() - (CAME | DECIDED)}

    @api.model
    def _letter_values(self, msg_dict):
        sender = msg_dict.get("email_from") or ""
        name, address = parse_contact_from_email(sender)
        return {
            "subject": msg_dict.get("subject") or False,
            "body": msg_dict.get("body") or False,
            "email_from": sender or False,
            "contact_name": name if name and name != address else False,
        }

    @api.model
    def _filter_reason(self, trace, msg_dict):
        """:return: why the letter is not a request, a value of ``filter_reason``, or False."""
        if trace and trace.envelope.robot:
            return trace.envelope.robot
        sender = tools.email_normalize(msg_dict.get("email_from") or "", strict=False)
        own = self.env["mail.alias.domain"].sudo()._find_aliases([sender] if sender else [])
        return "own" if own else False

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """By equality; a letter that a person lets in again is not counted, nor is one of a
        robot that a template names: its letters are limited by their text."""
        trace = self.env.context.get("flow_letter")
        if isinstance(trace, LetterTrace) and (trace.again_id or (trace.form and trace.form.named)):
            return None
        return [("email_normalized", "=", email_from_normalized)]

    @api.model
    def _reroute(self, routes, msg_dict):
        """An answer to a request by the client makes a request of its own."""
        if not any(route[0] == self._name and route[1] for route in routes or ()):
            return routes
        sender = tools.email_normalize(msg_dict.get("email_from") or "", strict=False)
        domain = [("email_normalized", "=", sender), ("share", "=", False)]
        if sender and self.env["res.users"].sudo().search_count(domain, limit=1):
            return routes  # a colleague answers a notification
        return [
            (name, 0 if name == self._name else thread_id, *rest)
            for name, thread_id, *rest in routes
        ]

    @api.model
    def _is_for_requests(self, trace):
        """Ours: it is a request already; Odoo routed the letter to requests, leads or deals; or it
        routed it nowhere and the mailbox, or an address it was sent to, is that of requests."""
        if trace.again_id:
            return True
        if trace.models:
            return bool(trace.models & {self._name, "crm.lead"})
        if trace.fallback_model == self._name:
            return True
        Alias = self.env["mail.alias"].sudo()
        aliases = Alias.search([("alias_model_id.model", "=", self._name)])
        names = {alias.alias_full_name for alias in aliases if alias.alias_full_name}
        return bool(names.intersection(trace.envelope.recipients))

    @api.model
    def _close_letter(self, trace, raw, result, error):
        """Decide what became of the letter and write it down.

        :return: what ``message_process`` returns: id of the document, or False.
        """
        Letter = self.env["crm.request.letter"]
        requests = self.browse(trace.request_ids)
        if requests:
            Letter._close(trace.letter_id, "done", requests[:1].id)
            return result
        came = [("channel", "in", ("email", "site")), ("message_uid", "=", trace.envelope.uid)]
        known = self.search(came, limit=1)
        if trace.again_id or (known and not error):
            Letter._close(trace.letter_id, "done", trace.again_id or known.id)
            return trace.again_id or known.id
        if result or not self._is_for_requests(trace) or self._is_posted(trace):
            Letter._forget_later(trace.letter_id)
            return result
        return self._register_unread(trace, raw, error)

    @api.model
    def _is_posted(self, trace):
        """Another document has this letter already. A request has not: it would be known, unless
        a letter of several Message-Ids bears one of them too, and then this one is shown."""
        domain = [("message_id", "=", trace.envelope.uid), ("model", "!=", self._name)]
        return bool(self.env["mail.message"].sudo().search_count(domain, limit=1))

    @api.model
    def _register_unread(self, trace, raw, error):
        """A letter that Odoo dropped or failed on: kept, visible, with the reason."""
        uid, text = trace.envelope.uid, False
        values = self._envelope_values(trace.envelope, raw)
        if error:
            _logger.info("Letter %s was not understood", uid, exc_info=error)
            text = self._error_text(error)
            values |= {"state": "broken", "error": text}
        else:
            reason = trace.envelope.robot or ("loop" if trace.models else "dropped")
            values |= {"state": "filtered", "filter_reason": reason}
        try:
            with self.env.cr.savepoint():  # flushed at its end: what cannot be stored fails here
                request = self._register_once("email", uid, values)
        except Exception as failure:  # what the letter says cannot even be shown
            Letter = self.env["crm.request.letter"]
            if Letter._is_temporary(failure):
                raise
            text = text or self._error_text(failure)
            request = self._register_bare(uid, text)
        # A request of the same Message-Id may be here already and be a good one.
        state = request.state if request.state in ("filtered", "broken") else "done"
        self.env["crm.request.letter"]._close(trace.letter_id, state, request.id, text)
        return request.id

    @api.model
    def _register_bare(self, uid, text):
        """Nothing of the letter but that it came; its source is kept with it."""
        return self._register_once("email", uid, {"state": "broken", "error": text})

    @api.model
    def _error_text(self, error):
        return f"{type(error).__name__}: {error}"[:2000].replace("\x00", "")

    @api.model
    def _envelope_values(self, envelope, raw):
        text = text_of(raw)
        return {
            "subject": envelope.subject or False,
            "email_from": envelope.sender or False,
            "body": plaintext2html(text) if text else False,
        }
