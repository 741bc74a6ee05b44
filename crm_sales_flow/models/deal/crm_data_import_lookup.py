from collections import defaultdict

from odoo.fields import Domain

from ...tools.phone import phone_key
from .crm_data_import_match import is_another


class Lookup:
    """What the rows of one batch refer to, read with a fixed number of queries.

    :param rows: recordset of ``crm.data.import.row`` of one kind.
    :param parsed: {row: values by column}
    """

    def __init__(self, rows, parsed):
        self.env = rows.env
        self.job = rows.data_import_id
        self.kind = rows[:1].kind
        self.parsed = list(parsed.values())
        self.users = self._index(
            self.env["res.users"].search([("share", "=", False)]), "name", "login", "email"
        )
        self.teams = self._names("crm.team", [("flow_enabled", "=", True)])
        self.stages = self._names("crm.stage", [("team_ids", "=", False)])
        self._find_clients()
        self.client_rows = self._file_rows("client", self._texts("client"))
        written = {row.res_id for rows in self.client_rows.values() for row in rows if row.res_id}
        self.everyone = tuple({*self.everyone, *written})
        self.contact_rows = self._file_rows("contact", self._texts("contact"))
        self.deals = self._deals()

    def _texts(self, code):
        return [values[code] for values in self.parsed if values.get(code)]

    @staticmethod
    def _index(records, *names):
        """{text in lower case: records of that name}"""
        found = defaultdict(lambda: records.browse())
        for record in records:
            for text in {(record[name] or "").strip().lower() for name in names} - {""}:
                found[text] |= record
        return found

    def _names(self, model, domain):
        """Records by name in the user's language and in English."""
        records = self.env[model].search(domain)
        found = self._index(records, "name")
        for text, ids in self._index(records.with_context(lang="en_US"), "name").items():
            found[text] |= records.browse(ids.ids)
        return found

    def _find_clients(self):
        """Partners by every key that the rows name: number, INN, phone, e-mail, name."""
        own = self.kind != "deal"
        refs = self._texts("client")
        numbers = [*self._texts("number"), *refs] if own else refs
        inns = [*self._texts("inn"), *refs]
        Partner = self.env["res.partner"]
        partners = Partner.search(
            Domain("old_number", "in", numbers)
            | Domain("name", "in", [*self._texts("name"), *refs])
        )
        partners |= Partner._flow_find_clients(
            phone=self._texts("phone"), email=self._texts("email"), inn=inns
        )
        self.everyone = partners._ids
        self.index = {key: defaultdict(list) for key in ("number", "inn", "name", "key")}
        for partner in partners:
            self.learn(partner)

    def learn(self, partner):
        """A partner found, or written by a row of this very batch."""
        self.index["number"][partner.old_number].append(partner.id)
        self.index["inn"][partner.inn].append(partner.id)
        self.index["name"][partner.name].append(partner.id)
        for key in partner._flow_keys():
            self.index["key"][key].append(partner.id)

    def _found(self, kind, key):
        """Partners of a key; all that the batch concerns are read together."""
        ids = self.index[kind].get(key, ()) if key else ()
        return self.env["res.partner"].browse(ids).with_prefetch(self.everyone)

    def _file_rows(self, kind, refs):
        """Rows of this file by number, INN or name."""
        Row = self.env["crm.data.import.row"]
        found = defaultdict(Row.browse)
        wanted = Domain("number", "in", refs) | Domain("inn", "in", refs)
        wanted |= Domain("title", "in", refs) | Domain("email", "in", refs)
        own = Domain("data_import_id", "=", self.job.id) & Domain("kind", "=", kind)
        for row in Row.search(own & wanted) if refs else []:
            for text in {row.number, row.inn, row.title, row.email} - {False}:
                found[text] |= row
        return found

    def _deals(self):
        deals = self.env["crm.lead"].with_context(active_test=False)
        numbers = self._texts("number") if self.kind == "deal" else []
        found = deals.search([("old_number", "in", numbers)]) if numbers else deals
        return {deal.old_number: deal for deal in found}

    # ------------------------------------------------------------ questions

    def partners(self, values, within=None):
        """Partners that a row of a client or a contact may be, by its strongest key."""
        email = self.env["res.partner"]._flow_email_key(values["email"])
        has_only_a_name = not any(values.get(key) for key in ("number", "inn", "email", "phone"))
        by_name = values["name"] if within is not None or has_only_a_name else None
        for keys in (
            [("number", "number", values["number"])],
            [("inn", "inn", values.get("inn"))],
            [("email", "key", email), ("phone", "key", phone_key(values["phone"]))],
            [("name", "name", by_name)],
        ):
            found = self.env["res.partner"].union(
                *[
                    self._inside(self._found(index, text), within).filtered(
                        lambda partner, key=key: not self._is_another(key, values, partner)
                    )
                    for key, index, text in keys
                ]
            )
            if found:
                return found.with_prefetch(self.everyone)
        return self.env["res.partner"]

    def _is_another(self, key, values, partner):
        known = {code: partner[code] for code in ("name", "inn", "kpp", "email")}
        return is_another(self.kind, key, values, {**known, "number": partner.old_number})

    def _inside(self, partners, within):
        """Clients stand alone; contacts are people of their client."""
        if not partners:
            return partners
        if within is None:
            return partners.filtered(lambda partner: not partner.parent_id)
        return partners.filtered(lambda partner: partner.parent_id == within)

    def client(self, ref):
        """:return: (partners in the CRM, rows of this file) that a reference names."""
        for key in ("number", "inn", "name"):
            found = self._inside(self._found(key, ref), None)
            if found:
                return found, self.client_rows[ref]
        return self.env["res.partner"], self.client_rows[ref]


def filled(vals):
    """Empty cells change nothing; that a client is no company is a fact."""
    return {name: value for name, value in vals.items() if value or name == "is_company"}


def different(record, vals):
    """Names of the fields whose value the row would change."""
    found = []
    for name, value in vals.items():
        present = record[name]
        present = present.id if hasattr(present, "_name") else present
        if present != value:
            found.append(name)
    return found
