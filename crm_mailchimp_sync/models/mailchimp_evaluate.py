from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .. import mapper
from ..client import payload as p
from ..decision import Facts, decide
from .mailchimp_consent import GIVEN
from .mailchimp_rule import MODELS

# What a decision changes of a row of the outbox.
COLUMNS = (
    "partner_id",
    "lead_id",
    "state",
    "reason",
    "op",
    "status_if_new",
    "is_back",
    "payload",
    "wanted_hash",
    "tags_lost",
)
KEPT = ("remote_status", "archived_by_us", "sent_hash", "tags_sent", "detail", "next_try_at")
CONFLICT = "address_conflict"
SETTLED = ("bad_data", "bad_address", "exists", "forgotten", "opted_out", "no_status_if_new")
SETTLED += (CONFLICT,)


class MailchimpAudience(models.Model):
    """Who is to be in the audience, with what, and whether he may be mailed."""

    _inherit = "mailchimp.audience"

    def _in_our_language(self):
        """Whoever starts it: what is sent, and what is noted, is of the audience's company, and in
        its language.
        """
        self.ensure_one()
        ours = self.with_context(lang=self.company_id.partner_id.lang)
        return ours.with_company(self.company_id)

    def _evaluate(self, emails):
        """Decide about each address; a few queries for all of them, and nothing is written.

        :return: dict address -> dict of :data:`COLUMNS`; addresses that nobody has and that are
            not in the audience are not in it.
        """
        self = self._in_our_language()
        Consent = self.env["mailchimp.consent"].sudo()
        sources, rows = self._sources(emails), self._rows(emails)
        stopped, last = Consent._stopped(emails), Consent._last_words(emails)
        result = {}
        for email in emails:
            row, records = rows.get(email, {}), sources.get(email, [])
            if not row and not records:
                continue
            facts = Facts(
                wanted=bool(records),
                stopped=stopped.get(email, ""),
                consent=last.get(email, ("", None))[0] == GIVEN,
                remote=row.get("remote_status") or "",
                ours=bool(row.get("sent_hash")),
                archived_by_us=bool(row.get("archived_by_us")),
                policy=self.consent_policy,
                double=self.double_optin,
            )
            result[email] = self._row_of(row, records, decide(facts))
        return result

    def _row_of(self, row, records, decision):
        """The columns of one address, from what is known and what was decided."""
        winner = records[0] if records else None
        payload = self._payload(records) if decision.op == p.UPSERT else None
        sent_tags = row.get("tags_sent") or []
        lost = p.lost_tags(sent_tags, payload["tags"], self.tag_prefix) if payload else []
        wanted = p.digest([decision.op, payload]) if decision.op else None
        values = {
            "partner_id": self._partner_of(winner),
            "lead_id": winner.id if winner is not None and winner._name == "crm.lead" else None,
            "op": decision.op or None,
            "status_if_new": decision.status_if_new or None,
            "is_back": decision.back,
            "payload": payload,
            "wanted_hash": wanted,
            "tags_lost": lost or None,
        }
        values["state"], values["reason"] = self._state_of(row, decision, wanted)
        return values

    @staticmethod
    def _partner_of(winner):
        if winner is None:
            return None
        return (winner if winner._name == "res.partner" else winner.partner_id).id or None

    @staticmethod
    def _state_of(row, decision, wanted):
        """:return: (state, reason) of a row of the outbox"""
        if decision.reason in ("archived", "gone"):
            return "parked", decision.reason
        if decision.reason == "not_wanted" and not row.get("sent_hash"):
            return "foreign", None
        if not decision.op:
            return "out", decision.reason
        if decision.op != p.UPSERT:  # what is there shows that it was not done yet
            return "queued", None
        if wanted == row.get("sent_hash") and not decision.back:
            return "done", None
        if row.get("state") == "parked" and row.get("reason") in SETTLED:
            if wanted == row.get("wanted_hash") or row["reason"] == CONFLICT:
                return "parked", row["reason"]
        return "queued", None

    # ------------------------------------------------------- what is known

    def _sources(self, emails):
        """Contacts and leads that the rules want, the best of each address first.

        A client is better than another contact, a contact than a lead, the newer than the older.
        """
        found = {}
        for kind, model in MODELS.items():
            rules = self.rule_ids.filtered(lambda rule: rule.active and rule.kind == kind)  # noqa: B023
            if not rules:
                continue
            domain = Domain.OR([rule._domain() for rule in rules])
            domain &= Domain("email_normalized", "in", list(emails))
            for record in self.env[model].sudo().search(domain, order="id desc"):
                found.setdefault(record.email_normalized, []).append(record)
        for records in found.values():
            records.sort(key=self._rank)
        return found

    @staticmethod
    def _rank(record):
        if record._name == "crm.lead":
            return 2
        return int(record.client_status != "client")

    def _rows(self, emails):
        """:return: dict address -> dict of the row of the outbox"""
        names = ("email", *COLUMNS, *KEPT)
        self.env["mailchimp.member"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM mailchimp_member WHERE audience_id = %s AND email = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, names)),
                self.id,
                list(emails),
            )
        )
        return {row[0]: dict(zip(names, row, strict=True)) for row in rows}

    def _lines_to_send(self):
        """Without fields that are not there: their values would count as sent, and were not."""
        preview = self.env.context.get("mailchimp_preview")
        states = ("there", "todo") if preview else ("there",)
        return self.mapping_ids.filtered(
            lambda line: line.kind == "tags" or line.remote_state in states
        )

    def _payload(self, records):
        """Facts of the best record; tags of all of them."""
        fields, tags = [], []
        for line in self._lines_to_send():
            if line.kind == "field":
                values = line._values(records[0])
                fields.append((line.tag, line.value_type, values[0] if values else ""))
            else:
                tags += [
                    (self.tag_prefix, line.tag, value)
                    for record in records
                    for value in line._values(record)
                ]
        return mapper.payload(fields, tags, records[0].mailchimp_lang)
