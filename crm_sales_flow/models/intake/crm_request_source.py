import hmac
import secrets
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import uuid4

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools.mail import plaintext2html

from ...tools.form_file import MAX_FILE, MAX_FILES, MAX_TOGETHER
from ...tools.form_post import agreed, full_text
from ...tools.letter_template import split_labels

FORM = "crm_sales_flow/static/form/request-form.html"
MAX_UID = 150
MEGABYTE = 1024 * 1024
LONG = MEGABYTE // 4  # no form without files is longer
HOURLY, HOURLY_ADDRESS = 1024 * MEGABYTE, 100 * MEGABYTE  # of forms with files
ADMIN = "base.group_system"
KEEPERS = f"{ADMIN},crm_sales_flow.group_director"


class CrmRequestSource(models.Model):
    """A website whose forms post requests, with its keys (D05).

    The secret key is for servers: only its hash is kept, it is shown once and renewed by a button.
    The public key stands in a page for everybody to read: it only creates, only from the listed
    websites, and fewer requests a minute from one address. The director keeps the websites and
    takes the form for a page; keys are made anew by an administrator.
    """

    _name = "crm.request.source"
    _description = "Website form"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char("Website", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    origins = fields.Text(
        "Addresses of the website",
        help="One a line, such as https://site.ru. The public key works on these only.",
    )
    public_key = fields.Char(
        groups=ADMIN, readonly=True, copy=False, default=lambda self: secrets.token_urlsafe(16)
    )
    secret_hash = fields.Char(
        groups=ADMIN, readonly=True, copy=False, export_string_translation=False
    )
    secret_set_at = fields.Datetime("Secret key made", readonly=True, copy=False)
    rate_address = fields.Integer(
        "A minute from one address", default=5, help="Requests with the public key."
    )
    rate_total = fields.Integer("A minute in all", default=300)
    source_id = fields.Many2one("utm.source", "Source when none is told")
    acknowledge = fields.Boolean(
        "Answer the client",
        default=True,
        help="A client who left an e-mail gets one letter with the number of the request.",
    )
    snippet = fields.Text("Form for a page", compute="_compute_snippet", groups=KEEPERS)
    request_count = fields.Integer("Requests", compute="_compute_request_count")

    _public_key_uniq = models.UniqueIndex("(public_key)", "The key belongs to another website.")
    _secret_hash_uniq = models.UniqueIndex("(secret_hash)", "The key belongs to another website.")
    _rates = models.Constraint(
        "CHECK (rate_address > 0 AND rate_total > 0)", "The limits must be above zero."
    )

    @api.depends("public_key")
    def _compute_snippet(self):
        with tools.file_open(FORM) as file:
            text = file.read()
        for source in self:
            url = f"{source.get_base_url()}/crm_sales_flow/v1/requests"
            ours = text.replace("CRM_FLOW_URL", url)
            source.snippet = ours.replace("CRM_FLOW_KEY", source.sudo().public_key or "")

    def _compute_request_count(self):
        domain = [("form_id", "in", self.ids)]
        counts = dict(self.env["crm.request"]._read_group(domain, ["form_id"], ["__count"]))
        for source in self:
            source.request_count = counts.get(source._origin, 0)

    @api.constrains("origins")
    def _check_origins(self):
        for source in self:
            for line in split_labels(source.origins):
                if not _origin(line):
                    raise ValidationError(
                        self.env._(
                            "«%(text)s» is not the address of a website, such as https://site.ru.",
                            text=line,
                        )
                    )

    # ----------------------------------------------------------------- keys

    @api.model
    def _authenticate(self, secret, public):
        """:return: the source of a key and whether the key is the public one."""
        if secret:
            given = _hashed(secret)
            source = self.search([("secret_hash", "=", given)], limit=1)
            known = hmac.compare_digest(source.secret_hash or "", given)
            return (source if known else self.browse()), False
        source = self.search([("public_key", "=", public)], limit=1) if public else self.browse()
        known = hmac.compare_digest((source.public_key or "").encode(), (public or "").encode())
        return (source if known else self.browse()), True

    def action_renew_secret(self):
        """Make a new secret key and show it, this once."""
        self.ensure_one()
        secret = secrets.token_urlsafe(32)
        self.write({"secret_hash": _hashed(secret), "secret_set_at": fields.Datetime.now()})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Secret key"),
            "res_model": "crm.request.source.key",
            "view_mode": "form",
            "target": "new",
            "context": {"default_secret": secret},
        }

    def action_renew_public(self):
        for source in self:
            source.public_key = secrets.token_urlsafe(16)

    # --------------------------------------------------------------- limits

    def _allows(self, origin):
        return bool(origin) and _origin(origin) in map(_origin, split_labels(self.origins))

    def _admits(self, address, is_public, size=0):
        """Count the requests of the last minute, and of those with files what they bring in an
        hour, so that nobody fills the disk; what is refused is not counted.

        The rows are in the database, so that all workers share the count. Posts that run at the
        same moment do not see each other: the limit may be passed by as many as there are
        threads.
        """
        Hit = self.env["crm.request.source.hit"]
        now = fields.Datetime.now()
        recent = [("source_id", "=", self.id), ("at", ">", now - timedelta(minutes=1))]
        if Hit.search_count(recent, limit=self.rate_total) >= self.rate_total:
            return False
        own = [*recent, ("address", "=", address)]
        if is_public and Hit.search_count(own, limit=self.rate_address) >= self.rate_address:
            return False
        if size > LONG and not self._has_room(address if is_public else None, size, now):
            return False
        Hit.create({"source_id": self.id, "address": address, "at": now, "size": size})
        return True

    def _has_room(self, address, size, now):
        """Whether so many bytes of files may come: to this website, and from this address."""
        everybody = [("source_id", "=", self.id), ("at", ">", now - timedelta(hours=1))]
        limits = [(everybody, HOURLY)]
        if address:
            limits.append(([*everybody, ("address", "=", address)], HOURLY_ADDRESS))
        Hit = self.env["crm.request.source.hit"]
        brought = [Hit._read_group(domain, [], ["size:sum"])[0][0] for domain, _most in limits]
        return all(
            known + size <= most for known, (_domain, most) in zip(brought, limits, strict=True)
        )

    # --------------------------------------------------------- registration

    def _error_texts(self, errors):
        """Why each field is refused, in the language of the company."""
        env = self.with_context(lang=self._language()).env
        texts = {
            "required": env._("Leave a phone or an e-mail."),
            "invalid": env._("This does not look right."),
            "long": env._("This is too long."),
            "text": env._("This must be text."),
            "many": env._("No more than %(count)s files.", count=MAX_FILES),
            "big": env._(
                "A file may have %(one)s MB, all together %(all)s MB.",
                one=MAX_FILE // MEGABYTE,
                all=MAX_TOGETHER // MEGABYTE,
            ),
            "kind": env._(
                "Files of this kind are not taken. Send PDF, Word, Excel, a picture, a drawing or "
                "an archive."
            ),
        }
        return {name: texts[kind] for name, kind in errors.items()}

    def _language(self):
        return self.company_id.partner_id.lang or self.env.user.lang

    def _known_post(self, uid):
        """:return: the request that a post of this id has made already."""
        requests = self.env["crm.request"]
        if not uid:
            return requests
        key = self._post_key(uid)
        return requests.search([("channel", "=", "site"), ("message_uid", "=", key)])

    def _post_key(self, uid):
        return f"{self.id}:{_short(uid) if uid else uuid4()}"

    def _register_post(self, post, uid, address, files=()):
        """Register a post once, however often it is repeated.

        :return: the request and whether it is new. Of posts at the same time one gets the key;
            the others meet a serialization failure, are tried again and find it.
        """
        Request = self.env["crm.request"].with_company(self.company_id)
        Request = Request.with_context(lang=self._language())
        if known := self._known_post(uid):
            return known, False
        uid = self._post_key(uid)
        values = {**self._request_values(post, address), "message_uid": uid}
        request = Request._register_once("site", uid, values)
        request.flush_recordset()  # what cannot be stored is an error, not a broken request
        request._keep_files(files)
        request._match_safely()
        return request, True

    def _request_values(self, post, address):
        told = post.values
        text = full_text(post)
        subject = told.get("product") or text.partition("\n")[0][:100]
        values = {
            "form_id": self.id,
            "company_id": self.company_id.id,
            "subject": subject or False,
            "body": plaintext2html(text) if text else False,
            "contact_name": told.get("contact_name", False),
            "partner_name": told.get("partner_name", False),
            "phone": told.get("phone", False),
            "email_from": told.get("email", False),
            "source_id": self.source_id.id,
            **self.env["crm.request"]._origin_values(told),
        }
        if agreed(told):
            values["consent_version"] = told.get("consent_version") or "-"
            values |= {"consent_at": fields.Datetime.now(), "consent_address": address}
        if told.get("trap"):
            values |= {"state": "filtered", "filter_reason": "trap"}
        return values

    def action_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_request")
        return {**action, "domain": [("form_id", "=", self.id)], "context": {}}


def _hashed(secret):
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _short(uid):
    text = uid.replace("\x00", "").encode("utf-8", "replace").decode()
    return text if len(text) <= MAX_UID else _hashed(text)


def _origin(text):
    """:return: scheme, host and port of an address, or "" when it is none.

    The host is written as browsers send it: насосы.рф is xn--80azelb4d.xn--p1ai.
    """
    try:
        parts = urlsplit(text.strip().lower())
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:  # UnicodeError is one of them
        return ""
    known = parts.scheme in ("http", "https") and host
    return f"{parts.scheme}://{host}{port}" if known else ""
