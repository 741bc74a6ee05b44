from odoo import fields, models
from odoo.tools import is_html_empty


class CrmRequest(models.Model):
    """What is offered to the sorter about the sender, and what he takes of it."""

    _inherit = "crm.request"

    hint_partner_id = fields.Many2one(
        "res.partner",
        "Perhaps from this company",
        readonly=True,
        copy=False,
        help="Its people write from the same domain, so he was entered as one of them. Mailboxes "
        "of free services do not count.",
    )
    forwarded_name = fields.Char("Author of the forwarded letter", readonly=True, copy=False)
    forwarded_email = fields.Char("His e-mail", readonly=True, copy=False)

    def _make_clients(self):
        """The stranger becomes a person of the organisation that his INN names, or of the only
        one whose people write from his domain; of the latter the sorter decides (C04)."""
        if not self:
            return super()._make_clients()
        employers = self.filtered("contact_name")._organisations_by_inn()
        hints = self.env["res.partner"]._flow_companies_by_domain(
            (self - self.browse(employers)).mapped("email_normalized")
        )
        result = super()._make_clients()
        for request in self:
            company = hints.get(request.email_normalized)
            if company and request.id not in employers:
                request.hint_partner_id = employers[request.id] = company
        for request in self.filtered("partner_is_new"):
            if company := employers.get(request.id):
                request.partner_id.write({"parent_id": company.id, "company_name": False})
        return result

    def action_take_hint(self):
        """The sorter agrees: the stranger works for the company that his domain points to."""
        for request in self._take(("new",)).filtered("hint_partner_id"):
            if request.partner_is_new:
                request.partner_id.parent_id = request.hint_partner_id
            else:
                request.partner_id = request.partner_id or request.hint_partner_id
            request.hint_partner_id = False
        return True

    def action_refuse_hint(self):
        """The stranger does not work for the company that his domain points to."""
        for request in self._take(("new",)).filtered("hint_partner_id"):
            if request.partner_is_new:
                person = request.partner_id
                borrowed = [*person._address_fields(), *person._synced_commercial_fields()]
                borrowed += ["parent_id", "company_registry", "industry_id"]
                told = {"company_name": request.partner_name}
                person.write(dict.fromkeys(borrowed, False) | told)
            request.hint_partner_id = False
        return True

    def action_take_forwarded(self):
        """The client is the author of the letter that a colleague has forwarded."""
        for request in self._take(("new",)).filtered("forwarded_email"):
            request.write(
                {
                    "contact_name": request.forwarded_name or False,
                    "email_from": request.forwarded_email,
                    "forwarded_email": False,
                    "partner_id": False,
                }
            )
            request._match()
        return True

    def _show_inline_images(self):
        """Odoo gives the pictures inside a letter an address when it posts the letter (C09)."""
        for request in self.filtered(lambda request: "cid:" in (request.body or "")):
            letter = request.message_ids.filtered(
                lambda message: message.message_type == "email" and not is_html_empty(message.body)
            )[:1]
            if letter:
                request.body = letter.body
