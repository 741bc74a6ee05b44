from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.phone import phone_key
from ...tools.request_search import MIN_WORD, phone_ranges, searched_text, words


class CrmRequest(models.Model):
    """One search box over all requests, of every state (C08, E08)."""

    _inherit = "crm.request"

    search_text = fields.Text(
        compute="_compute_search_text",
        store=True,
        index="trigram",
        prefetch=False,
        copy=False,
        export_string_translation=False,
    )
    anything = fields.Char(
        "Number, phone, e-mail or word",
        search="_search_anything",
        store=False,
        help="A phone in any format or its beginning, an e-mail, the number of the request, words "
        "of its subject or text, the person or the organisation.",
    )

    # The newest of very many found ones are read in this order.
    _registered_idx = models.Index("(registered_at)")

    @api.depends("name", "subject", "body", "contact_name", "partner_name", "email_from", "inn")
    def _compute_search_text(self):
        for request in self:
            request.search_text = searched_text(
                (
                    request.name,
                    request.subject,
                    request.contact_name,
                    request.partner_name,
                    request.email_from,
                    request.inn,
                ),
                request.body,
            )

    @api.model
    def _search_anything(self, operator, value):
        if operator in ("in", "not in"):
            found = Domain.OR(self._anything(str(text)) for text in value if text)
            return found if operator == "in" else ~found
        if operator not in ("ilike", "like", "=ilike", "=like"):
            return NotImplemented
        return self._anything(str(value))

    @api.model
    def _anything(self, text):
        """Phones are found by their keys only: their text is written in too many ways."""
        text = text.strip()
        if not text:
            return Domain.TRUE
        found, ranges = Domain.FALSE, phone_ranges(text)
        for first, last in ranges:
            found |= Domain.custom(to_sql=_between(first, last))
        if wanted := words(text):
            found |= Domain.AND(Domain("search_text", "ilike", _literal(word)) for word in wanted)
        if text.isdecimal() and len(text) < MIN_WORD:
            found |= Domain("name", "=like", f"%{text}")
        Partner = self.env["res.partner"]
        email = Partner._flow_email_key(text) if "@" in text else None
        if email:
            found |= Domain("email_normalized", "=", email)
        clients = Partner._flow_find_clients(phone=phone_key(text) if ranges else None, email=email)
        found |= Domain("partner_id", "in", clients.ids)
        return self._found_first(found) if ranges else found

    @api.model
    def _found_first(self, found):
        """Found by the indexes and ordered afterwards. PostgreSQL would else read the requests in
        the order of their arrival, and all of them when the phone called long ago."""
        rows = self.sudo()._search(found).subselect()
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s = ANY (ARRAY%s)", SQL.identifier(alias, "id"), rows
            )
        )


def _between(first, last):
    """Odoo's own ``<=`` counts an empty field as well, for which no index serves."""

    def to_sql(model, alias, query):
        key = model._field_to_sql(alias, "phone_key", query)
        return SQL("%s BETWEEN %s AND %s", key, first, last)

    return to_sql


def _literal(word):
    """Signs that stand for any letter are letters here."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
