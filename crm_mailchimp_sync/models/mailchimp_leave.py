from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..client import payload as p
from ..client.api import BATCH, OPERATIONS
from ..client.errors import NotFound

CHUNK = 5000
FEW = 5  # are archived one by one
LATER = timedelta(minutes=1)
ARCHIVED = 204
DONE = (ARCHIVED, 404, 405)  # now; gone already; bounced or archived already


class MailchimpAudience(models.Model):
    """Tags that somebody has no more, and people whom no rule wants any more."""

    _inherit = "mailchimp.audience"

    def _take_tags(self, run, client):
        """By tag, up to 500 people at once; tags of the marketers are not touched (V07)."""
        while rows := self._rows_with_lost_tags():
            people = {}
            for _id, email, lost in rows:
                for name in lost:
                    people.setdefault(name, []).append(email)
            for name, emails in sorted(people.items()):
                self._take_tag(client, name, emails)
            self._forget_lost_tags([row[0] for row in rows])
            if self._commit(len(rows), remaining=1) <= 0:
                return False
        return True

    def _rows_with_lost_tags(self):
        self.env["mailchimp.member"].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT id, email, tags_lost FROM mailchimp_member
                    WHERE audience_id = %s AND tags_lost IS NOT NULL
                      AND jsonb_array_length(tags_lost) > 0
                    ORDER BY id LIMIT %s""",
                self.id,
                CHUNK,
            )
        )

    def _take_tag(self, client, name, emails):
        """A tag that was deleted there nobody has; made anew, it has another number."""
        key, known = name.casefold(), self.tag_ids_known or {}
        tag_id = known.get(key)
        if tag_id and self._remove_tag(client, tag_id, emails):
            return
        known = client.tags(self.list_id, self.tag_prefix)
        self.tag_ids_known = known
        if known.get(key):
            self._remove_tag(client, known[key], emails)

    def _remove_tag(self, client, tag_id, emails):
        """:return: whether there is such a tag"""
        try:
            for start in range(0, len(emails), BATCH):
                client.remove_tag(self.list_id, tag_id, emails[start : start + BATCH])
        except NotFound:
            return False
        return True

    def _forget_lost_tags(self, ids):
        """What was taken away was not sent any more."""
        self.env.cr.execute(
            """UPDATE mailchimp_member
                  SET tags_lost = NULL, tags_sent = (
                      SELECT COALESCE(jsonb_agg(tag), '[]'::jsonb)
                        FROM jsonb_array_elements(tags_sent) AS tag
                       WHERE NOT tags_lost @> jsonb_build_array(tag))
                WHERE id = ANY(%s)""",
            [ids],
        )
        self.env["mailchimp.member"].invalidate_model()

    def _leave(self, run, client):
        """Archive whom no rule wants any more.

        Whoever unsubscribed stays as he is: only who could be mailed is archived. Many are given
        to Mailchimp, which works them off by itself; a later run asks for the result.
        """
        self._ask_for_results(run, client)
        domain = [("batch_id", "=", False), *self._leaving()]
        while members := self.env["mailchimp.member"].search(domain, limit=OPERATIONS, order="id"):
            if len(members) <= FEW:
                ours = members.filtered(lambda m: client.archive(self.list_id, m.email))
                self._archived(run, members, ours)
            else:
                members.batch_id = client.submit([self._operation(member) for member in members])
                later = fields.Datetime.now() + LATER
                self.env.ref("crm_mailchimp_sync.ir_cron_sync")._trigger(at=later)
            if self._commit(len(members), remaining=1) <= 0:
                return False
        return True

    def _leaving(self):
        return [("audience_id", "=", self.id), ("state", "=", "queued"), ("op", "=", p.ARCHIVE)]

    def _ask_for_results(self, run, client):
        """What Mailchimp did with those whom it was given; its results are kept for seven days."""
        domain = [("batch_id", "!=", False), *self._leaving()]
        members = self.env["mailchimp.member"].search(domain)
        for batch_id, waiting in members.grouped("batch_id").items():
            try:
                state = client.batch(batch_id)
                if state.get("status") != "finished":
                    continue
                results = client.results(state["response_body_url"])
            except NotFound:
                results = {}
            codes = {m: results.get(_name(m), (500,))[0] for m in waiting}
            done = waiting.filtered(lambda m: codes[m] in DONE)  # noqa: B023
            self._archived(run, done, done.filtered(lambda m: codes[m] == ARCHIVED))  # noqa: B023
            (waiting - done).batch_id = False
            self._commit(len(done), remaining=1)

    def _archived(self, run, members, ours):
        """:param ours: those of them who were there until now"""
        members.write(
            {"state": "out", "reason": "not_wanted", "remote_status": p.ARCHIVED,
             "batch_id": False, "payload": False}
        )  # fmt: skip
        ours.archived_by_us = True
        run._count(archived=len(members))

    def _operation(self, member):
        path = f"lists/{self.list_id}/members/{p.subscriber_hash(member.email)}"
        return {"method": "DELETE", "path": path, "operation_id": _name(member)}


def _name(member):
    return f"member-{member.id}"
