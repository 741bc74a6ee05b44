from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.forwarded import forwarded_sender, plain_subject
from ...tools.letter_template import Parsed, html_lines, parse_lines, split_labels, text_lines

# One label alone may stand in any letter by chance.
LABELS_OF_A_FORM = 2
LABELS = {
    "contact_name": "contact_labels",
    "partner_name": "company_labels",
    "phone": "phone_labels",
    "email": "email_labels",
    "product": "product_labels",
    "text": "text_labels",
    "told_source": "source_labels",
    "utm_term": "keyword_labels",
    "landing_url": "page_labels",
}


class FormLetter(NamedTuple):
    """A letter that a template recognised; or only what is known of who forwarded it."""

    template: models.BaseModel
    parsed: Parsed
    named: bool  # the template names this robot by its address
    author: tuple = ("", "")  # name and address of the author, when a colleague forwards


class CrmRequestTemplate(models.Model):
    """How letters of a form on some website are read (C02).

    A rule is the labels that stand before a value, not a pattern: see ``tools/letter_template``
    for why nothing written here, nor anything in a letter, can hold up the intake.
    """

    _name = "crm.request.template"
    _inherit = "flow.intake.rule.mixin"
    _description = "Letter template"

    sender = fields.Char(
        "Sent from",
        help="Addresses (robot@site.ru) or domains (site.ru) of the form, divided by semicolons. "
        "Letters of a sender named here are never taken for automatic replies and are not "
        "limited in number.",
    )
    subject = fields.Char(
        "Subject contains", help="Words of the subject, several variants divided by semicolons."
    )
    # Each holds the labels after which the value stands in the letter.
    contact_labels = fields.Text("Client's name", help="Labels, one a line.")
    company_labels = fields.Text("Organisation", help="Labels, one a line.")
    phone_labels = fields.Text("Phone", help="Labels, one a line.")
    email_labels = fields.Text("E-mail", help="Labels, one a line.")
    product_labels = fields.Text("What is needed", help="Labels, one a line.")
    text_labels = fields.Text("Message", help="Labels, one a line; the value may have many lines.")
    source_labels = fields.Text("Source", help="Labels, one a line.")
    keyword_labels = fields.Text("Keyword", help="Labels, one a line.")
    page_labels = fields.Text(
        "Page", help="Labels, one a line. Advertising marks in the address are read by themselves."
    )
    source_id = fields.Many2one(
        "utm.source", "Source when none is told", help="E.g. the website the form stands on."
    )
    acknowledge = fields.Boolean(
        "Answer the client",
        default=True,
        help="A client who left an e-mail gets one letter with the number of the request.",
    )
    request_count = fields.Integer("Requests", compute="_compute_request_count")

    def _compute_request_count(self):
        domain = [("template_id", "in", self.ids)]
        groups = self.env["crm.request"]._read_group(domain, ["template_id"], ["__count"])
        counts = dict(groups)
        for template in self:
            template.request_count = counts.get(template._origin, 0)

    @api.constrains("sender", "subject")
    def _check_match(self):
        for template in self:
            if not split_labels(template.sender) and not split_labels(template.subject):
                raise ValidationError(
                    self.env._(
                        "«%(name)s»: say by the sender or by the subject which letters it reads.",
                        name=template.name,
                    )
                )

    @api.constrains(*LABELS.values())
    def _check_labels(self):
        for template in self:
            if sum(map(len, template._rules().values())) < LABELS_OF_A_FORM:
                raise ValidationError(
                    self.env._(
                        "«%(name)s» needs two labels at least: by fewer a form is not recognised.",
                        name=template.name,
                    )
                )

    # -------------------------------------------------------------- reading

    @api.model
    def _read_letter(self, msg_dict):
        """:return: a FormLetter of the first template that recognises the letter, or None."""
        sender = tools.email_normalize(msg_dict.get("email_from") or "", strict=False) or ""
        lines = html_lines(str(msg_dict.get("body") or ""))
        author = forwarded_sender(lines)
        if author[1] and not self._is_colleague(sender):
            author = ("", "")
        subject = plain_subject(msg_dict.get("subject"))
        domain = Domain("company_id", "in", [False, *self.env.companies.ids])
        read = ["sender", "subject", *LABELS.values()]
        for template in self.sudo().search_fetch(domain, read):
            if form := template._recognise({sender, author[1]} - {""}, subject, lines):
                return form
        return FormLetter(self.browse(), Parsed({}, ()), False, author) if author[1] else None

    @api.model
    def _is_colleague(self, address):
        domain = [("email_normalized", "=", address), ("share", "=", False)]
        return bool(address and self.env["res.users"].sudo().search_count(domain, limit=1))

    def _recognise(self, senders, subject, lines):
        named = self._is_from(senders)
        if (self.sender and not named) or not self._is_about(subject):
            return None
        parsed = parse_lines(self._rules(), lines)
        if len(parsed.labels) < LABELS_OF_A_FORM:
            return None
        return FormLetter(self, parsed, named)

    def _is_from(self, senders):
        places = {place.casefold().lstrip("@") for place in split_labels(self.sender)}
        return any(address in places or address.rpartition("@")[2] in places for address in senders)

    def _is_about(self, subject):
        phrases = [" ".join(phrase.casefold().split()) for phrase in split_labels(self.subject)]
        text = " ".join(subject.casefold().split())
        return not phrases or any(phrase in text for phrase in phrases)

    def _rules(self):
        return {field: split_labels(self[column]) for field, column in LABELS.items()}

    # -------------------------------------------------------------- actions

    def action_try(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try on a letter"),
            "res_model": "crm.request.template.try",
            "view_mode": "form",
            "target": "new",
            "context": {"default_template_id": self.id},
        }

    def action_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_request")
        return {**action, "domain": [("template_id", "=", self.id)], "context": {}}


def pasted_lines(text):
    """Lines of a letter pasted by a person: HTML or plain text."""
    return html_lines(text) if text.lstrip()[:1] == "<" else text_lines(text)
