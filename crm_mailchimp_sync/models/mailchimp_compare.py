import logging

from odoo import fields, models
from odoo.exceptions import UserError

from .. import mapper
from ..client import payload as p
from ..client.errors import MailchimpError

_logger = logging.getLogger(__name__)

FIELDS = "members.email_address,members.status,members.contact_id,members.last_changed"
FIELDS += ",members.merge_fields,members.tags,members.tags_count"
LISTED = 1000  # differences of a kind that are kept to look at


class MailchimpAudience(models.Model):
    """The whole audience beside what Odoo knows: the only way to see who was deleted there."""

    _inherit = "mailchimp.audience"

    def _cron_compare(self):
        with self._alone() as mine:
            for audience in self.search([("enabled", "=", True)]) if mine else ():
                if audience._is_open():
                    audience._compare_and_note()
                    self._commit()

    def action_compare(self):
        """Button «Compare»: shows where the audience is not what Odoo knows (V07)."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        with self._alone() as mine:
            if not mine:
                raise UserError(
                    self.env._("A synchronisation is under way: compare when it has ended.")
                )
            try:
                whole = self.sudo()._compare_now()
            except MailchimpError as error:
                raise UserError(self.account_id._in_words(error.code)) from error
        if not whole:
            raise UserError(
                self.env._("The audience changed while it was read: compare once more.")
            )
        return self.action_differences()

    def _compare_and_note(self):
        try:
            if not self._compare_now():
                _logger.info("Audience %s changed while it was read", self.list_id)
        except MailchimpError as error:
            self.account_id._fail(error)

    def _compare_now(self):
        """:return: whether everybody was read"""
        self = self._in_our_language()
        client = self.account_id._client()
        try:
            return self._compare(client)
        finally:
            client.close()

    def _compare(self, client):
        """Read status and facts of everybody, and write the differences down.

        No transaction is open while the audience is read: it takes minutes.
        """
        self._commit()
        there, facts = self._read_everybody(client)
        self._commit()
        if there is None:
            return False
        self.env["mailchimp.member"].flush_model()
        self.env.cr.execute(
            "SELECT email, state, remote_status FROM mailchimp_member WHERE audience_id = %s",
            [self.id],
        )
        here = {email: (state, status) for email, state, status in self.env.cr.fetchall()}
        self._note_gone([e for e, (_s, status) in here.items() if status and e not in there])
        self._note_differences(here, there, facts)
        self.compared_at = fields.Datetime.now()
        self._commit()
        return True

    def _read_everybody(self, client):
        """:return: (dict address -> status; None: somebody came or went meanwhile, so that whoever
        is not in it may have been passed over; other facts, of :meth:`_other_facts`)
        """
        there, facts = {}, {}
        for status in (None, p.ARCHIVED):
            found = {}
            for rows in client.changes(self.list_id, None, status, FIELDS):
                told = map(mapper.member_values, rows)
                found |= {values["email"]: values["remote_status"] for values in told}
                facts |= self._other_facts(rows)
                self._commit()
            if len(found) != client.count(self.list_id, status):
                return None, {}
            there |= found
        return there, facts

    def _note_gone(self, emails):
        """Deleted there: not added again by itself, for it may be what the person asked for."""
        self.env.cr.execute(
            """UPDATE mailchimp_member SET remote_status = 'gone'
                WHERE audience_id = %s AND email = ANY(%s) AND state != 'inflight'""",
            [self.id, emails],
        )
        self.env["mailchimp.member"].invalidate_model()
        self.env["mailchimp.change"]._add_emails(emails)

    def _note_differences(self, here, there, facts):
        self.difference_ids.unlink()
        found = {}
        for email in sorted(here.keys() | there.keys()):
            state, known = here.get(email, ("", ""))
            kind = self._kind_of(state, known, there.get(email, ""))
            said = {
                "here": known or self._label_of("state", state),
                "there": self._label_of("remote_status", there.get(email, "")),
            }
            if not kind and email in facts:
                kind, said = "facts", dict(zip(("here", "there"), facts[email], strict=True))
            if kind:
                row = {"audience_id": self.id, "kind": kind, "email": email, **said}
                found.setdefault(kind, []).append(row)
        for rows in found.values():
            for row in rows[:LISTED]:
                row["here"] = self._label_of("remote_status", row["here"])
            self.env["mailchimp.difference"].create(rows[:LISTED])

    def _label_of(self, name, code):
        field = self.env["mailchimp.member"]._fields[name]
        return dict(field._description_selection(self.env)).get(code, code or False)

    @staticmethod
    def _kind_of(state, known, there):
        """:return: kind of the difference, or None where both sides are the same"""
        if state in ("queued", "inflight"):
            return "waiting"
        if state == "parked":
            return "parked"
        if state == "done" and not there:
            return "missing"
        if state in ("foreign", "") and there and there != p.ARCHIVED:
            return "foreign"
        return "status" if known and there and known != there else None
