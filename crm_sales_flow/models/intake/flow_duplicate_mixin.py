from collections import defaultdict
from typing import NamedTuple

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_list

from .crm_request import WAITING

SHOWN = 4  # the facts of a lead stay on the first screen (E03)
# A number like 000 or a common mailbox says little: so many of each kind are looked at by key.
LIMIT = 100
TABLE = Markup(
    "<table class='table table-sm'><thead><tr><th>%s</th><th>%s</th><th>%s</th></tr></thead>"
    "<tbody>%s</tbody></table>"
)
ROW = Markup("<tr><td>%s</td><td><b>%s</b></td><td><s>%s</s></td></tr>")
VIEWERS = ",".join(
    f"crm_sales_flow.group_{role}"
    for role in ("manager", "request_sorter", "secretary", "marketer", "director")
)


class Known(NamedTuple):
    """What has a key in common with a record, and which keys: dict other -> set of keys."""

    leads: models.BaseModel
    requests: models.BaseModel
    clients: models.BaseModel
    shared: dict


class FlowDuplicateMixin(models.AbstractModel):
    """What is known already of the same person or company, before work begins (E07).

    Everything that may be a duplicate says by which keys it is known: stored and indexed phone
    keys, normalised addresses, INN. Two records are the same client's when they have a key in
    common, and all is found in a number of queries that does not depend on how many records
    there are.
    """

    _name = "flow.duplicate.mixin"
    _description = "Duplicates of a client, lead or request"

    duplicate_rows = fields.Json(
        compute="_compute_duplicate_rows",
        compute_sudo=True,
        groups=VIEWERS,
        export_string_translation=False,
    )

    @api.depends_context("uid", "lang")
    def _compute_duplicate_rows(self):
        known = self._flow_duplicates()
        for record in self:
            record.duplicate_rows = record._flow_duplicate_rows(known[record]) or False

    # ---------------------------------------------------------------- keys

    def _flow_identity(self):
        """:return: dict record -> set of pairs (kind, key) by which it is known."""
        raise NotImplementedError

    def _flow_sought_keys(self):
        """Keys by which others are looked for: those it is known by, and what it tells besides.

        :return: as ``_flow_identity``.
        """
        return self._flow_identity()

    def _flow_is_own(self, other):
        """Whether ``other`` belongs to the record itself and is no duplicate of it."""
        return other == self._origin

    # -------------------------------------------------------------- search

    def _flow_duplicates(self):
        """:return: dict record -> Known, all of it elevated."""
        own = self.sudo()._flow_sought_keys()
        others = self._flow_known_by(set().union(*own.values()))
        index = defaultdict(list)
        for records in others:
            for record, keys in records._flow_identity().items():
                for key in keys:
                    index[key].append(record)
        result = {}
        for record in self.sudo():
            shared = defaultdict(set)
            for key in own[record]:
                for other in index[key]:
                    shared[other].add(key)
            found = {other for other in shared if not record._flow_is_own(other)}
            result[record.with_env(self.env)] = Known(
                *(records.filtered(lambda one, found=found: one in found) for records in others),
                shared,
            )
        return result

    @api.model
    def _flow_known_by(self, keys):
        """:return: open leads and deals, waiting requests and clients that have one of the keys."""
        by_kind = defaultdict(list)
        for kind, key in sorted(keys):
            by_kind[kind].append(key)
        Partner, limit = self.env["res.partner"].sudo(), LIMIT * (len(keys) or 1)
        clients = Partner._flow_find_clients(
            phone=by_kind["phone"], email=by_kind["email"], inn=by_kind["inn"]
        )[:limit]
        companies = by_kind["client"] + clients.filtered("inn").ids
        family = Partner.search([("commercial_partner_id", "in", companies)], limit=limit)
        same = (
            Domain("phone_key", "in", by_kind["phone"])
            | Domain("email_normalized", "in", by_kind["email"])
            | Domain("partner_id", "in", (clients | family).ids)
        )
        opened = Domain("won_status", "=", "pending") & Domain("active", "=", True)
        waiting = Domain("state", "in", WAITING)
        leads, requests = self.env["crm.lead"].sudo(), self.env["crm.request"].sudo()
        same_inn = Domain("inn", "in", by_kind["inn"])
        return (
            leads.search(same & opened, order="id desc", limit=limit),
            requests.search((same | same_inn) & waiting, order="id desc", limit=limit),
            clients,
        )

    # ---------------------------------------------------------------- rows

    def _flow_duplicate_rows(self, known):
        """What the banner shows to the user, who may not be allowed to see all of it."""
        user_env = self.env(su=False)
        visible, readable_requests, clients = (
            records.with_env(user_env)._filtered_access("read") for records in known[:3]
        )
        # A lead that waits for sorting is seen as its request.
        leads = known.leads.filtered(lambda lead: lead in visible or not lead.awaits_sorting)
        requests = known.requests.filtered(lambda request: request.lead_id not in leads)
        rows, rest = [], len(leads) + len(requests) + len(clients) - SHOWN
        found = ((leads, visible), (requests, readable_requests), (clients.sudo(), clients))
        for records, readable in found:
            shown = records[: SHOWN - len(rows)]  # what is not shown is not read either
            own = shown._flow_rows_for(user_env, self, readable)
            for row, record in zip(own, shown, strict=True):
                row["why"] = self._flow_why(known.shared[record])
            rows += own
        if rest > 0:
            rows.append({"id": 0, "model": "", "title": self._flow_rest_text(rest)})
        return rows

    def _flow_rest_text(self, count):
        return self.env._("and %(count)s more", count=count)

    def _flow_why(self, keys):
        kinds = {kind for kind, _key in keys}
        if "client" in kinds:
            return self.env._("the same client")
        names = {
            "phone": self.env._("phone"),
            "email": self.env._("e-mail"),
            "inn": self.env._("INN"),
        }
        return format_list(self.env, [name for kind, name in names.items() if kind in kinds])

    def _flow_rows_for(self, user_env, record, readable):
        """Rows of the banner of ``record``, one for each of ``self``.

        :param readable: those that the user may open, with his rights.
        """
        raise NotImplementedError

    # --------------------------------------------------------------- merge

    def _flow_merge_summary(self, names):
        """Fields in which the records differ; the value of the first that has one stays.

        :return: HTML of a table, empty when nothing is given up.
        """
        rows = Markup()
        for name in names:
            field = self._fields[name]
            shown = (record._flow_shown(field) for record in self)
            values = [value for value in dict.fromkeys(shown) if value]
            if len(values) > 1:
                label = (
                    self.env._("Name") if name == "name" else field._description_string(self.env)
                )
                rows += ROW % (label, values[0], Markup("<br/>").join(values[1:]))
        heads = (self.env._("Field"), self.env._("Stays"), self.env._("Gives way"))
        return TABLE % (*heads, rows) if rows else Markup()

    def _flow_shown(self, field):
        """What a person sees of the value; a field without one says nothing."""
        value = self[field.name]
        return str(field.convert_to_export(value, self)) if value else ""
