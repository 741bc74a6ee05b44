from datetime import timedelta
from hashlib import sha256

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .crm_request_door import LetterTrace
from .flow_origin_mixin import TOLD

# The same text of the same sender so many times in Odoo's period of loops is a loop.
SAME_LETTERS = 5
MAX_NAME = 200


class CrmRequest(models.Model):
    """What a letter tells beyond its sender and text: forms of websites, robots, repetitions."""

    _name = "crm.request"
    _inherit = ["crm.request", "flow.origin.mixin"]

    template_id = fields.Many2one(
        "crm.request.template", "Letter template", readonly=True, copy=False, index="btree_not_null"
    )
    without_template = fields.Boolean(
        compute="_compute_flags",
        store=True,
        help="A letter in free words: nothing was read out of it by itself.",
    )
    without_phone = fields.Boolean(
        "No phone", compute="_compute_flags", store=True, help="The form came without a telephone."
    )
    letter_sender = fields.Char("Sent from", readonly=True, copy=False)
    body_hash = fields.Char("Fingerprint of the text", readonly=True, copy=False)
    filter_reason = fields.Selection(selection_add=[("blacklist", "Sender in the black list")])

    _repeated_idx = models.Index("(letter_sender, body_hash) WHERE body_hash IS NOT NULL")

    @api.depends("channel", "template_id", "phone")
    def _compute_flags(self):
        for request in self:
            request.without_template = request.channel == "email" and not request.template_id
            request.without_phone = request.channel == "site" and not request.phone_key

    @api.model
    def _letter_values(self, msg_dict):
        values = super()._letter_values(msg_dict)
        values["letter_sender"] = self._flow_sender(msg_dict)
        values["body_hash"] = self._text_hash(msg_dict.get("body"))
        trace = self.env.context.get("flow_letter")
        form = trace.form if isinstance(trace, LetterTrace) else None
        if form and form.template:
            values |= self._form_letter_values(form)
        elif form:
            values |= {"forwarded_name": form.author[0] or False, "forwarded_email": form.author[1]}
        return values

    @api.model
    def _form_letter_values(self, form):
        """The visitor is the sender: the robot's address is nobody's (D01)."""
        told = form.parsed.values
        email = self.env["res.partner"]._flow_email_key(told.get("email"))
        values = {
            "channel": "site",
            "template_id": form.template.id,
            "contact_name": told.get("contact_name", "")[:MAX_NAME] or False,
            "partner_name": told.get("partner_name", "")[:MAX_NAME] or False,
            "phone": told.get("phone", "")[:MAX_NAME] or False,
            "email_from": email or False,
            "source_id": form.template.source_id.id,
        }
        if told.get("product"):
            values["subject"] = told["product"][:MAX_NAME]
        return {**values, **self._origin_values(told)}

    @api.model
    def _flow_sender(self, msg_dict):
        return self.env["res.partner"]._flow_email_key(msg_dict.get("email_from"))

    @api.model
    def _text_hash(self, body):
        words = html2plaintext(body or "", include_references=False).casefold().split()
        return sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:32]

    @api.model
    def _filter_reason(self, trace, msg_dict):
        """A robot that a template names is let in whatever its headers say (C08)."""
        named = trace and trace.form and trace.form.named
        reason = False if named else super()._filter_reason(trace, msg_dict)
        return reason or self._unwanted(trace, msg_dict)

    @api.model
    def _unwanted(self, trace, msg_dict):
        sender = self._flow_sender(msg_dict)
        told = trace.form.parsed.values if trace and trace.form else {}
        people = {sender, self.env["res.partner"]._flow_email_key(told.get("email"))} - {False}
        black = [("email", "in", list(people))]
        if people and self.env["mail.blacklist"].sudo().search_count(black, limit=1):
            return "blacklist"
        named = trace and trace.form and trace.form.named
        return "loop" if named and self._is_repeated(sender, msg_dict) else False

    @api.model
    def _is_repeated(self, sender, msg_dict):
        """The letters of a robot are limited by their text, those of others by Odoo in number."""
        minutes = self.env["ir.config_parameter"].sudo().get_param("mail.gateway.loop.minutes", 120)
        domain = [
            ("letter_sender", "=", sender),
            ("body_hash", "=", self._text_hash(msg_dict.get("body"))),
            ("registered_at", ">=", fields.Datetime.now() - timedelta(minutes=int(minutes))),
        ]
        return self.search_count(domain, limit=SAME_LETTERS) >= SAME_LETTERS

    def _lead_values(self):
        return {**super()._lead_values(), **{name: self[name] for name in TOLD}}
