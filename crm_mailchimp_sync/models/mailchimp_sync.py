import logging
from contextlib import contextmanager
from datetime import timedelta

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ..client.errors import MailchimpError, TimedOut
from .mailchimp_evaluate import COLUMNS

_logger = logging.getLogger(__name__)

# The decision of each address, in one statement for a thousand.
KEEP = """
    INSERT INTO mailchimp_member (audience_id, company_id, email, tries, {names})
    VALUES %s ON CONFLICT (audience_id, email) DO UPDATE
       SET tries = 0, next_try_at = NULL, write_date = now() at time zone 'UTC', {set}
""".format(names=", ".join(COLUMNS), set=", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS))
LOCK = 820_518  # key of the advisory lock
HOPELESS = ("key_refused", "not_found", "malformed")  # trying again is vain
SMALLEST = 25
FRESH = timedelta(minutes=10)  # so long what was read holds for what is sent


class MailchimpAudience(models.Model):
    """A synchronisation, step by step; each step is kept at once and may be cut off anywhere.

    One run at a time, however many workers there are: the session lock goes with the process
    that dies, and the four connections of a run are all that the database ever has. What a dead
    run left in flight is sent again, which changes nothing: all that is sent may be repeated.
    """

    _inherit = "mailchimp.audience"

    run_ids = fields.One2many("mailchimp.run", "audience_id", readonly=True)

    @api.model
    def _cron_sync(self):
        with self._alone() as mine:
            done = not mine or all(
                audience._sync()
                for audience in self.search([("enabled", "=", True)])
                if audience._is_open()
            )
        self._commit(0, remaining=int(not done))

    @api.model
    def _cron_all(self):
        """Each night everybody is looked at, whatever changed him (V06).

        What waits is forgotten before: it is part of everybody, and would grow for ever while
        nothing can be sent. Not while a run works it off: it would stumble over what disappears.
        """
        with self._alone() as mine:
            if mine:
                self.env["mailchimp.change"]._forget()
                self._commit()
        self.search([("enabled", "=", True)])._enqueue_all()
        self.env.ref("crm_mailchimp_sync.ir_cron_sync")._trigger()

    def action_sync(self):
        """Button «Synchronise»: begins at once, the screen shows how far it is (V06)."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        run = self.sudo()._open_run()
        self._trigger_sync()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Synchronisation"),
            "res_model": "mailchimp.run",
            "res_id": run.id,
            "view_mode": "form",
        }

    def _trigger_sync(self):
        self.env.ref("crm_mailchimp_sync.ir_cron_sync").sudo()._trigger()
        return True

    def _enqueue_all(self):
        """Everybody whom a rule wants, and everybody who is there, once."""
        self.env.flush_all()
        for audience in self:
            everybody = audience._everybody()
            self.env.cr.execute(SQL("INSERT INTO mailchimp_change (email) %s", everybody))

    def _everybody(self):
        """:return: SQL of the addresses that a rule wants or that are in the audience"""
        there = SQL("SELECT email FROM mailchimp_member WHERE audience_id = %s", self.id)
        wanted = [rule._emails() for rule in self.rule_ids.filtered("active")]
        return SQL(" UNION ").join([there, *wanted])

    @contextmanager
    def _alone(self):
        """Yields whether nobody else synchronises now."""
        with self.env.registry.cursor() as cr:
            cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            mine = cr.fetchone()[0]
            # The lock is one of the session, in a cursor of its own: nothing stays open meanwhile.
            cr.commit()  # pylint: disable=invalid-commit
            try:
                yield mine
            finally:
                if mine:
                    cr.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def _open_run(self):
        """The run that is under way, or a new one."""
        Run = self.env["mailchimp.run"]
        run = Run.search([("audience_id", "=", self.id), ("state", "in", ("running", "paused"))],
                         limit=1)  # fmt: skip
        if not run:
            run = Run.create({"audience_id": self.id, "user_id": self.env.uid})
        return run

    def _sync(self):
        """:return: whether all was done; False: there was no more time, the rest comes next"""
        self = self._in_our_language()
        run = self._open_run()
        stale = not self.pulled_at or fields.Datetime.now() - self.pulled_at > FRESH
        phase = "pull" if stale or run.state == "paused" else run.phase
        run.write({"state": "running", "error": False, "phase": phase})
        self._take_back()
        self._commit()
        client = self.account_id._client()
        try:
            done = self._steps(run, client)
        except MailchimpError as error:
            self._stop_run(run, error)
            done = True
        else:
            self.account_id._succeed()
        finally:
            client.close()
        run._count(requests=client.requests)
        self._commit(1, remaining=1)
        return done

    def _steps(self, run, client):
        """Reading before writing: whoever unsubscribed meanwhile is not written as before."""
        steps = (
            ("pull", self._pull),
            ("look", self._look),
            ("tags", self._take_tags),
            ("push", self._push),
            ("leave", self._leave),
        )
        names = [name for name, _step in steps]
        begin = names.index(run.phase) if run.phase in names else 0
        for name, step in steps[begin:]:
            run.phase = name
            if not step(run, client):
                return False
        run.write({"state": "done", "phase": "end", "ended_at": fields.Datetime.now()})
        return True

    def _stop_run(self, run, error):
        """Remember why; what is in flight is taken back by the next run."""
        _logger.info("Mailchimp audience %s: %s", self.list_id, error.code)
        self.account_id._fail(error)
        if isinstance(error, TimedOut):
            self.batch_size = max(SMALLEST, self.batch_size // 2)
        state = "failed" if error.code in HOPELESS else "paused"
        run.write({"state": state, "error": error.code, "ended_at": fields.Datetime.now()})
        self._take_back()
        if until := self.account_id.pause_until:
            self.env.ref("crm_mailchimp_sync.ir_cron_sync")._trigger(at=until)

    def _take_back(self):
        """What a run left in flight that was killed, or could not end."""
        self.env["mailchimp.member"].flush_model()
        self.env.cr.execute(
            """UPDATE mailchimp_member SET state = 'queued'
                WHERE audience_id = %s AND state = 'inflight'""",
            [self.id],
        )
        self.env["mailchimp.member"].invalidate_model()

    def _commit(self, processed=0, remaining=None):
        """:return: seconds that are left to this worker"""
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    # ---------------------------------------------------------------- look

    def _look(self, run, client):
        """Work off the written down changes: decide about each, and queue what is to be sent."""
        self._ready_fields(client)
        Change, enabled = self.env["mailchimp.change"], self.search([("enabled", "=", True)])
        while (emails := Change._take()) is not None:
            for audience in enabled | self:
                audience._keep(audience._evaluate(emails))
            self.env.invalidate_all()
            run._count(looked=len(emails))
            if self._commit(len(emails), remaining=1) <= 0:
                return False
        self._count_work(run)
        return True

    def _count_work(self, run):
        """How much is to be sent, for the bar that people look at."""
        waiting = self.env["mailchimp.member"].search_count(
            [("audience_id", "=", self.id), ("state", "=", "queued")]
        )
        run.total = run.sent + run.parked + waiting
        self._commit()

    def _keep(self, decided):
        """Write the decisions down, those that change something."""
        rows = self._rows(decided)
        changed = [
            (email, values)
            for email, values in decided.items()
            if any(rows.get(email, {}).get(name) != values[name] for name in COLUMNS)
        ]
        if not changed:
            return
        self.env.cr.execute_values(
            KEEP,
            [
                (self.id, self.company_id.id, email, 0, *(_column(values[n]) for n in COLUMNS))
                for email, values in changed
            ],
            page_size=1000,
        )
        self.env["mailchimp.member"].invalidate_model()


def _column(value):
    return Json(value) if isinstance(value, (dict, list)) else value
