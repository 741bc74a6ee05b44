from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.request_search import is_extension, phone_endings, phone_ranges


class FlowPhoneSearchMixin(models.AbstractModel):
    """Find by a number in any format, by its beginning or by its last digits (B06).

    Numbers are compared by their keys, through indexes: their text is written in too many ways.
    """

    _name = "flow.phone.search.mixin"
    _description = "Search by telephone number"

    phone_search = fields.Char(
        "Phone number",
        search="_search_phone_search",
        store=False,
        help="A number in any format, at least five digits of its beginning or its last four.",
    )

    @api.model
    def _search_phone_search(self, operator, value):
        if operator in ("in", "not in"):
            found = Domain.OR(self._phone_domain(str(text)) for text in value if text)
            return found if operator == "in" else ~found
        if operator not in ("ilike", "like", "=ilike", "=like"):
            return NotImplemented
        return self._phone_domain(str(value))

    @api.model
    def _phone_domain(self, text):
        """:return: domain; rooms and models add where else their records have numbers."""
        found = [Domain("phone_key", "=", text.strip())] if is_extension(text) else []
        found += [Domain.custom(to_sql=_between(*pair)) for pair in phone_ranges(text)]
        found += [Domain.custom(to_sql=_ends(*pair)) for pair in phone_endings(text)]
        return Domain.OR(found)


def _between(first, last):
    """Odoo's own ``<=`` counts an empty field as well, for which no index serves."""

    def to_sql(model, alias, query):
        key = model._field_to_sql(alias, "phone_key", query)
        return SQL("%s BETWEEN %s AND %s", key, first, last)

    return to_sql


def _ends(first, last):
    """The index holds the keys read backwards."""

    def to_sql(model, alias, query):
        key = model._field_to_sql(alias, "phone_key", query)
        return SQL("(%s IS NOT NULL AND reverse(%s) BETWEEN %s AND %s)", key, key, first, last)

    return to_sql
