from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from .. import mapper
from ..client import payload as p
from .mailchimp_consent import BOUNCED, WITHDRAWN

OVERLAP = timedelta(minutes=10)  # «later than» of Mailchimp may miss what happens at that moment
STOPS = {p.UNSUBSCRIBED: WITHDRAWN, p.CLEANED: BOUNCED}
COLUMNS = ("remote_status", "remote_id", "web_id", "remote_changed_at")


class MailchimpAudience(models.Model):
    """What changed at Mailchimp: read before anything is written (V03)."""

    _inherit = "mailchimp.audience"

    def _pull(self, run, client):
        """Everything since the last time, by the clock of Mailchimp, with an overlap.

        The archived are asked for by name: the list of all leaves them out.
        """
        since = self.cursor and self.cursor - OVERLAP
        started = None
        for status in (None, p.ARCHIVED):
            for rows in client.changes(self.list_id, since, status):
                started = started or client.server_time
                self._take_rows(rows)
                run._count(pulled=len(rows))
                self._commit()
            started = started or client.server_time
        self.account_id._remember_clock(client)
        if started:
            self.write({"cursor": started, "pulled_at": self.env.cr.now().replace(microsecond=0)})
        self._commit()
        return True

    def _take_rows(self, rows):
        """One page of members as they are there; told twice, it is the same."""
        self._learn_tags(rows)
        told = {}
        for row in rows:
            values = mapper.member_values(row)
            if values["email"]:
                told[values["email"]] = (values, row)
        known = self._known(told)
        bases = self._profile_bases(told, known)
        self._take_renames(told, known)
        self._take_profiles(told, bases)
        fresh = [e for e, (v, _row) in told.items() if self._is_news(known.get(e), v)]
        self._keep_remote([told[email][0] for email in fresh])
        self._take_words(told, known)
        self.env["mailchimp.change"]._add_emails(fresh)

    @staticmethod
    def _is_news(old, values):
        return old is None or any(old[name] != values[name] for name in COLUMNS)

    def _known(self, told):
        """:return: dict address -> what we know of it, by address and by the identity there"""
        names = ("email", *COLUMNS, "agreed_at", "sent_hash", "fields_sent")
        self.env["mailchimp.member"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT %s FROM mailchimp_member
                    WHERE audience_id = %s AND (email = ANY(%s) OR remote_id = ANY(%s))""",
                SQL(", ").join(map(SQL.identifier, names)),
                self.id,
                list(told),
                [v["remote_id"] for v, _row in told.values() if v["remote_id"]],
            )
        )
        return {row[0]: dict(zip(names, row, strict=True)) for row in rows}

    def _keep_remote(self, values):
        """What Mailchimp says of each; a row that is new here is one of theirs.

        Who is archived while a batch of ours asks for it was archived by us.
        """
        if not values:
            return
        self.env.cr.execute_values(
            """INSERT INTO mailchimp_member (audience_id, company_id, email, state, tries,
                      remote_status, remote_id, web_id, remote_changed_at)
               VALUES %s ON CONFLICT (audience_id, email) DO UPDATE
               SET remote_status = EXCLUDED.remote_status, remote_id = EXCLUDED.remote_id,
                   web_id = EXCLUDED.web_id, remote_changed_at = EXCLUDED.remote_changed_at,
                   archived_by_us = EXCLUDED.remote_status = 'archived' AND (
                       mailchimp_member.archived_by_us OR mailchimp_member.batch_id IS NOT NULL),
                   batch_id = CASE WHEN EXCLUDED.remote_status != 'archived'
                                   THEN mailchimp_member.batch_id END""",
            [
                (self.id, self.company_id.id, v["email"], "foreign", 0, *(v[n] for n in COLUMNS))
                for v in values
            ],
            page_size=1000,
        )
        self.env["mailchimp.member"].invalidate_model()

    # ----------------------------------------------------- what people said

    def _take_words(self, told, known):
        """Who left, whose letters do not arrive, who came back himself."""
        Consent = self.env["mailchimp.consent"]
        stopped = Consent._stopped(told)
        for status, kind in STOPS.items():
            said = {
                email: (values["remote_changed_at"] or self.account_id._now_there(),
                        self._basis(status, row))
                for email, (values, row) in told.items()
                if values["remote_status"] == status
                if email not in stopped or self._was(known, email) != status
            }  # fmt: skip
            if said:
                Consent._stop(kind, said)
        agreed = {}
        for email, (values, row) in told.items():
            at = mapper.agreed_himself(row)
            seen = (known.get(email) or {}).get("agreed_at")
            if at and values["remote_status"] == p.SUBSCRIBED and (seen is None or at > seen):
                agreed[email] = at
        if agreed:
            basis = self.env._("Subscribed at Mailchimp, audience «%(name)s»", name=self.name)
            Consent._give({email: (at, basis) for email, at in agreed.items()})
            self._keep_agreed(agreed)

    @staticmethod
    def _was(known, email):
        """The status that we knew; the same one, told once more, is no new word."""
        return (known.get(email) or {}).get("remote_status")

    def _basis(self, status, row):
        """Why, in the words that stand in the log."""
        reason = str(row.get("unsubscribe_reason") or "")[:100]
        if status == p.CLEANED:
            return self.env._("Mailchimp, audience «%(name)s»: letters come back", name=self.name)
        return self.env._(
            "Mailchimp, audience «%(name)s»: unsubscribed. %(reason)s",
            name=self.name,
            reason=reason,
        ).strip()

    def _keep_agreed(self, agreed):
        self.env.cr.execute_values(
            """UPDATE mailchimp_member AS member SET agreed_at = told.at
                 FROM (VALUES %s) AS told (audience_id, email, at)
                WHERE member.audience_id = told.audience_id AND member.email = told.email""",
            [(self.id, email, at) for email, at in agreed.items()],
            template="(%s, %s, %s::timestamp)",
            page_size=1000,
        )
        self.env["mailchimp.member"].invalidate_model()
