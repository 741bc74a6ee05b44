from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.iap.tools.iap_tools import mail_prepare_for_domain_search

# Free services that Odoo's own list does not name.
FREE = frozenset(
    ("internet.ru", "vk.com", "xmail.ru", "yandex.by", "yandex.kz", "narod.ru", "rambler.ua")
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    email_domain = fields.Char(
        compute="_compute_email_domain",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
        help="Part after @ of an own domain; empty for mailboxes of free services.",
    )

    @api.depends("email")
    def _compute_email_domain(self):
        for partner in self:
            partner.email_domain = self._flow_email_domain(partner.email)

    @api.model
    def _flow_email_domain(self, email):
        """:return: the company's domain of an address, or False."""
        domain = mail_prepare_for_domain_search(email or "") or ""
        name = domain[1:] if domain.startswith("@") else ""
        return name if "." in name and name not in FREE else False

    @api.model
    def _flow_companies_by_domain(self, emails):
        """Companies whose people write from the domain of an address (C04).

        :return: dict address -> company; an address whose domain leads to several is not in it.
        """
        domains = {email: self._flow_email_domain(email) for email in emails if email}
        wanted = Domain("email_domain", "in", list(set(domains.values()) - {False}))
        if wanted.is_false():
            return {}
        groups = self.sudo()._read_group(
            wanted & Domain("commercial_partner_id.is_company", "=", True),
            ["email_domain"],
            ["commercial_partner_id:recordset"],
        )
        companies = {domain: found for domain, found in groups if len(found) == 1}
        return {email: companies[name] for email, name in domains.items() if name in companies}
