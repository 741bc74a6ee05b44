from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...tools.phone import phone_key

MAX_EMAIL = 320  # 64 for the person, 255 for the domain
MAX_EMAILS = 10_000  # a field with several addresses


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "flow.phone.key.mixin", "flow.phone.search.mixin"]

    # Requisites
    inn = fields.Char(
        "INN", index="btree_not_null", copy=False, tracking=True, help="Taxpayer number."
    )
    kpp = fields.Char("KPP", copy=False, help="Code of the reason for registration.")
    ogrn = fields.Char("OGRN", copy=False, help="State registration number.")
    represented_by = fields.Char(
        "Acts in the person of",
        copy=False,
        help="For contracts: «General Director Ivanov I. I., acting on the basis of the Charter».",
    )
    has_russian_requisites = fields.Boolean(
        compute="_compute_has_russian_requisites",
        help="Russian clients are known by INN; for others Odoo's own tax number is shown.",
    )
    # Ways to reach
    extra_phone_ids = fields.One2many("res.partner.phone", "partner_id", "Extra phones")
    extra_email_ids = fields.One2many("res.partner.email", "partner_id", "Extra e-mails")
    # Status
    client_status = fields.Selection(
        [("potential", "Potential client"), ("client", "Client")],
        "Client status",
        default="potential",
        required=True,
        tracking=True,
        copy=False,
        help="A potential client becomes a client by the first payment or won deal.",
    )

    _email_normalized_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _phone_end_idx = models.Index("(reverse(phone_key)) WHERE phone_key IS NOT NULL")

    @api.depends("country_id")
    def _compute_has_russian_requisites(self):
        for partner in self:
            partner.has_russian_requisites = partner.country_id.code in (False, "RU")

    def _flow_become_client(self):
        """The company becomes a client together with the person who acted for it."""
        partners = self | self.commercial_partner_id
        partners.filtered(lambda p: p.client_status != "client").client_status = "client"

    @api.model
    def _flow_find_clients(self, phone=None, email=None, inn=None):
        """Find partners by equality of their keys; each argument may be one value or many.

        :return: active partners that match at least one of the values, ordered by id.
        """
        keys = [key for key in map(phone_key, _many(phone)) if key]
        emails = {self._flow_email_key(value) for value in _many(email)} - {False}
        inns = [value for value in _many(inn) if value]
        # Extra phones and e-mails are looked up first: as a sub-query inside OR they would keep
        # PostgreSQL from using the indexes of the partner itself.
        Phone, Email = self.env["res.partner.phone"], self.env["res.partner.email"]
        extra = self.browse()
        if keys:
            extra |= Phone.search([("phone_key", "in", keys)]).partner_id
        if emails:
            extra |= Email.search([("email_normalized", "in", list(emails))]).partner_id
        domain = (
            Domain("phone_key", "in", keys)
            | Domain("email_normalized", "in", list(emails))
            | Domain("inn", "in", inns)
            | Domain("id", "in", extra.ids)
        )
        return self.search(domain, order="id")

    @api.model
    def _phone_domain(self, text):
        """By extra numbers too, looked up first for the same reason."""
        extra = self.env["res.partner.phone"].search(
            self.env["res.partner.phone"]._phone_domain(text)
        )
        return super()._phone_domain(text) | Domain("id", "in", extra.partner_id.ids)

    def _flow_keys(self):
        """All keys by which the partner is found: of phones and of e-mails."""
        values = {self.phone_key, *self.extra_phone_ids.mapped("phone_key")}
        values |= {self.email_normalized, *self.extra_email_ids.mapped("email_normalized")}
        return values - {False}

    @api.model
    def _flow_email_key(self, email):
        """Whatever a stranger calls his address: the key is stored and indexed (C03).

        :return: the address by which a sender is known, or False.
        """
        try:
            key = tools.email_normalize((email or "")[:MAX_EMAILS], strict=False)
        except (RecursionError, ValueError):  # comments in comments
            key = False
        return key if key and len(key) <= MAX_EMAIL else False


def _many(value):
    if value is None or value is False:
        return []
    return [value] if isinstance(value, str) else [item for item in value if item]
