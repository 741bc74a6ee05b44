from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

GIVEN, WITHDRAWN, BOUNCED = "given", "withdrawn", "bounced"
SAID = (GIVEN, WITHDRAWN)  # words of the person; the rest is known of the address only


class MailchimpConsent(models.Model):
    """What a person said about mailings, and the proof of it: a log that only grows (V04).

    The last word counts. A withdrawal holds for every audience and for Odoo's own blacklist.
    """

    _name = "mailchimp.consent"
    _description = "Consent to mailings"
    _order = "at desc, id desc"
    _rec_name = "email"

    email = fields.Char("E-mail", required=True)
    kind = fields.Selection(
        [
            (GIVEN, "Agreed"),
            (WITHDRAWN, "Does not want mailings"),
            (BOUNCED, "Letters do not arrive"),
        ],
        required=True,
    )
    at = fields.Datetime("When", required=True)
    basis = fields.Char(
        required=True, help="Where and how: the form, the paper, the call, with the text's version."
    )
    user_id = fields.Many2one("res.users", "Recorded by", readonly=True)

    _said_uniq = models.UniqueIndex("(email, kind, at)")
    _last_idx = models.Index("(email, at DESC, id DESC)")

    @api.model
    def _last_words(self, emails, kinds=(GIVEN, WITHDRAWN, BOUNCED)):
        """:return: dict address -> (kind, at) of the last word; who said nothing is not in it"""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (email) email, kind, at FROM mailchimp_consent
                    WHERE email = ANY(%s) AND kind = ANY(%s)
                    ORDER BY email, at DESC, id DESC""",
                list(emails),
                list(kinds),
            )
        )
        return {email: (kind, at) for email, kind, at in rows}

    @api.model
    def _stopped(self, emails):
        """Who is not to be mailed, and why: the last word, and Odoo's blacklist.

        :return: dict address -> withdrawn or bounced
        """
        emails = list(emails)
        stopped = {e: kind for e, (kind, _at) in self._last_words(emails).items() if kind != GIVEN}
        self.env["mail.blacklist"].flush_model(["email", "active"])
        rows = self.env.execute_query(
            SQL("SELECT email FROM mail_blacklist WHERE active AND email = ANY(%s)", emails)
        )
        for (email,) in rows:
            stopped.setdefault(email, WITHDRAWN)
        return stopped

    @api.model
    def _record(self, kind, said):
        """Write down what people said; the same word of the same moment is written once.

        :param dict said: address -> (at, basis)
        :return: addresses of which it is news
        """
        rows = [
            (email, kind, at.replace(microsecond=0), basis, self.env.uid, self.env.uid)
            for email, (at, basis) in sorted(said.items())
        ]
        if not rows:
            return []
        told = self.env.cr.execute_values(
            """INSERT INTO mailchimp_consent
                      (email, kind, at, basis, user_id, create_uid, create_date)
               VALUES %s ON CONFLICT (email, kind, at) DO NOTHING RETURNING email""",
            rows,
            template="(%s, %s, %s, %s, %s, %s, now() at time zone 'UTC')",
            page_size=1000,
            fetch=True,
        )
        self.invalidate_model()
        return [email for (email,) in told]

    @api.model
    def _stop(self, kind, said):
        """These people are not mailed any more: Odoo's blacklist says so as well (V03).

        Whoever is stopped already is heard too: the later word outweighs a consent that was given
        in between and is recorded afterwards.

        :param dict said: address -> (at, basis)
        """
        stopped = self._stopped(said)
        news = self._record(kind, said)
        fresh = [email for email in news if email not in stopped]
        if fresh:
            self._blacklist(fresh, kind, said)
            self._tell(fresh, kind, said)
        self.env["mailchimp.change"]._add_emails(news)

    def _blacklist(self, emails, kind, said):
        """One batch; the reason stands in the log of the entry."""
        Blacklist = (
            self.env["mail.blacklist"]
            .sudo()
            .with_context(active_test=False, mailchimp_recorded=True, mail_create_nolog=True)
        )
        known = Blacklist.search([("email", "in", emails)])
        known.filtered(lambda entry: not entry.active).action_unarchive()
        fresh = sorted(set(emails) - set(known.mapped("email")))
        entries = known | Blacklist.create([{"email": email} for email in fresh])
        label = self._label(kind)
        bodies = {e.id: f"{label}: {said[e.email][1]}" for e in entries if e.email in said}
        entries.filtered(lambda e: e.id in bodies)._message_log_batch(bodies)

    def _tell(self, emails, kind, said):
        """A note on the contacts that have these addresses."""
        partners = self.env["res.partner"].sudo().search([("email_normalized", "in", emails)])
        label = self._label(kind)
        bodies = {p.id: f"{label}: {said[p.email_normalized][1]}" for p in partners}
        if bodies:
            partners._message_log_batch(bodies)

    def _label(self, kind):
        return dict(self._fields["kind"]._description_selection(self.env))[kind]

    @api.model
    def _give(self, said):
        """People agreed: whoever withdrew later than that stays stopped.

        :param dict said: address -> (at, basis)
        :return: addresses of which it is news
        """
        last, listed = self._last_words(said), self._blacklisted_since(said)
        valid = {}
        for email, word in said.items():
            kind, at = last.get(email, (GIVEN, None))
            if kind == GIVEN:
                at = listed.get(email)  # by somebody who wrote no reason down
            if at is None or at < word[0]:
                valid[email] = word
        news = self._record(GIVEN, valid)
        if news:
            self._lift(news, valid)
            self.env["mailchimp.change"]._add_emails(news)
        return news

    @api.model
    def _carry(self, renamed):
        """The same person has another address: his word goes with him.

        That letters did not arrive is true of the old address only, and a consent given under it
        does not lift what is known of the new one.

        :param dict renamed: old address -> new address
        """
        last, stopped = self._last_words(renamed, SAID), self._stopped(renamed)
        closed = self._stopped(renamed.values())
        for old, new in renamed.items():
            basis = self.env._("The same person as %(email)s", email=old)
            kind, at = last.get(old, (None, None))
            if kind == WITHDRAWN or stopped.get(old) == WITHDRAWN:
                at = at if kind == WITHDRAWN else fields.Datetime.now()
                self._stop(WITHDRAWN, {new: (at, basis)})
            elif kind == GIVEN and new not in closed:
                self._give({new: (at, basis)})

    def _blacklisted_since(self, emails):
        Blacklist = self.env["mail.blacklist"].sudo()
        entries = Blacklist.search([("email", "in", list(emails))])
        return {entry.email: entry.write_date for entry in entries}

    def _lift(self, emails, said):
        """Who agreed anew is taken from Odoo's blacklist; its log keeps both words."""
        Blacklist = self.env["mail.blacklist"].sudo().with_context(mailchimp_recorded=True)
        entries = Blacklist.search([("email", "in", emails)])
        bodies = {e.id: f"{self._label(GIVEN)}: {said[e.email][1]}" for e in entries}
        if bodies:
            entries._message_log_batch(bodies)
            entries.action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """The proof of a withdrawal is kept."""
        raise UserError(self.env._("What people said about mailings is kept."))
