from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..client import payload as p
from ..client.api import BATCH, OPERATIONS
from ..client.errors import NotFound, Rejected

FEW = 5  # are archived one by one
LATER = timedelta(minutes=1)
ARCHIVED = 204
DONE = (ARCHIVED, 404, 405)  # now; gone already; bounced or archived already


class MailchimpAudience(models.Model):
    """Tags that somebody has no more, and people whom no rule wants any more."""

    _inherit = "mailchimp.audience"

    def _take_tags(self, run, client):
        """Tag by tag, from up to 500 people at once; tags of the marketers are not touched (V07).

        The numbers of the tags are known from answers, see ``_learn_tags``. Once in a run they are
        asked for, when one is not known or not right: a tag that was deleted there nobody has; made
        anew, it has another number.
        """
        asked = False
        for name in self._lost_tags():
            while people := self._who_lost(name):
                taken = self._take_tag(client, name, list(people.values()))
                if not taken and not asked:
                    asked, self.tag_ids_known = True, client.tags(self.list_id, self.tag_prefix)
                    continue
                self._forget_lost_tag(name, list(people))
                if self._commit(len(people), remaining=1) <= 0:
                    return False
        return True

    def _learn_tags(self, members):
        """:param members: as Mailchimp answers; their tags have numbers."""
        known, prefix = dict(self.tag_ids_known or {}), self.tag_prefix.casefold()
        tags = [tag for member in members for tag in member.get("tags") or ()]
        known |= {
            name: tag["id"]
            for tag in tags
            if (name := str(tag.get("name") or "").casefold()).startswith(prefix) and tag.get("id")
        }
        if known != (self.tag_ids_known or {}):
            self.tag_ids_known = known

    def _lost_tags(self):
        """:return: names of the tags that somebody has to lose"""
        self.env["mailchimp.member"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT jsonb_array_elements_text(tags_lost) AS name
                     FROM mailchimp_member
                    WHERE audience_id = %s AND jsonb_typeof(tags_lost) = 'array'
                    ORDER BY name""",
                self.id,
            )
        )
        return [name for (name,) in rows]

    def _who_lost(self, name):
        """:return: dict id -> address, of so many as Mailchimp takes at once"""
        query = """SELECT id, email FROM mailchimp_member
                    WHERE audience_id = %s AND tags_lost @> jsonb_build_array(%s::text)
                    ORDER BY id LIMIT %s"""
        return dict(self.env.execute_query(SQL(query, self.id, name, BATCH)))

    def _take_tag(self, client, name, emails):
        """Of whom Mailchimp does not accept it the tag stays: the comparison shows him.

        :return: whether there is such a tag
        """
        tag_id = (self.tag_ids_known or {}).get(name.casefold())
        if not tag_id:
            return False
        try:
            client.remove_tag(self.list_id, tag_id, emails)
        except NotFound:
            return False
        except Rejected:
            half = len(emails) // 2
            for part in (emails[:half], emails[half:]) if half else ():
                self._take_tag(client, name, part)
        return True

    def _forget_lost_tag(self, name, ids):
        """What was taken away was not sent any more."""
        query = """UPDATE mailchimp_member
                      SET tags_sent = tags_sent - %s,
                          tags_lost = NULLIF(tags_lost - %s, '[]'::jsonb)
                    WHERE id = ANY(%s)"""
        self.env.cr.execute(SQL(query, name, name, ids))
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
