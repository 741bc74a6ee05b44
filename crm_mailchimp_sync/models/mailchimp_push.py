import logging
from concurrent.futures import FIRST_COMPLETED, wait
from datetime import timedelta

from psycopg2.extras import Json

from odoo import fields, models
from odoo.tools import SQL

from .. import mapper
from ..client import errors
from ..client import payload as p
from ..client.api import BATCH, Pool
from ..client.transport import CONNECTIONS

_logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=150)  # a call that we gave up on may still be at work
MAX_TRIES = 8


class MailchimpAudience(models.Model):
    """The outbox is sent: claimed, kept, called, kept again (V02)."""

    _inherit = "mailchimp.audience"

    def _push(self, run, client):
        """Four portions at once; the database is only used by this thread.

        :return: whether all was sent
        """
        calls, portions, time_left, trouble = {}, [], True, None
        with Pool() as pool:
            while True:
                while time_left and not trouble and len(calls) < CONNECTIONS:
                    rows = portions.pop() if portions else self._claim(self.batch_size)
                    if not rows:
                        break
                    self._commit()
                    items = [self._item(row) for row in rows]
                    calls[pool.submit(client.write_batch, self.list_id, items)] = rows
                if not calls:
                    break
                finished, _going_on = wait(calls, return_when=FIRST_COMPLETED)
                for call in finished:
                    error, smaller = self._take_answer(run, calls.pop(call), call)
                    trouble = trouble or error
                    portions += smaller
                time_left = self._commit(1, remaining=1) > 0
        if trouble:
            raise trouble
        if time_left and self.batch_size < BATCH:
            self.batch_size = min(BATCH, self.batch_size * 2)
        return time_left

    def _claim(self, limit):
        """Rows of the outbox that are ours now, who does not want letters first.

        Consents are looked at once more: between decision and sending somebody may have said no.
        """
        Member = self.env["mailchimp.member"]
        Member.flush_model()
        names = ("id", "email", "op", "payload", "status_if_new", "is_back", "wanted_hash")
        rows = self.env.execute_query(
            SQL(
                """UPDATE mailchimp_member
                      SET state = 'inflight', tries = tries + 1, claimed_at = %(now)s
                    WHERE id = ANY(ARRAY(  -- once: IN (…) may choose anew for each row
                          SELECT id FROM mailchimp_member
                           WHERE audience_id = %(audience)s AND state = 'queued'
                             AND op > 'archive'  -- stop, upsert: in this order by the index
                             AND (next_try_at IS NULL OR next_try_at <= %(now)s)
                           ORDER BY op, id LIMIT %(limit)s FOR UPDATE))
                RETURNING %(names)s""",
                now=fields.Datetime.now(),
                audience=self.id,
                limit=limit,
                names=SQL(", ").join(map(SQL.identifier, names)),
            )
        )
        Member.invalidate_model()
        found = [dict(zip(names, row, strict=True)) for row in rows]
        stopped = self.env["mailchimp.consent"]._stopped([row["email"] for row in found])
        late = [row for row in found if row["op"] == p.UPSERT and row["email"] in stopped]
        if late:
            self._set(late, state="out", reason="withdrawn")
            self.env["mailchimp.change"]._add_emails([row["email"] for row in late])
        kept = [row for row in found if row not in late]
        return kept or (self._claim(limit) if late else [])

    def _item(self, row):
        if row["op"] == p.STOP:
            return p.stop_item(row["email"])
        item = p.upsert_item(row["email"], row["payload"], row["status_if_new"])
        return p.back_item(item) if row["is_back"] else item

    # -------------------------------------------------------------- answers

    def _take_answer(self, run, rows, call):
        """:return: (the error that ends the run, or None; smaller portions to be sent instead)"""
        try:
            done, failed = call.result()
        except errors.TimedOut as error:
            self._set(rows, state="queued", next_try_at=fields.Datetime.now() + PATIENCE)
            return error, []
        except errors.OF_ONE_PERSON as error:
            return None, self._narrow(run, rows, error)
        except errors.MailchimpError as error:
            self._set(rows, state="queued", less_tries=1)
            return error, []
        self._take_done(run, [row for row in rows if row["email"] in done], done)
        refused = [row for row in rows if row["email"] in failed]
        for row in refused:
            self._park(row, failed[row["email"]])
        silent = [r for r in rows if r["email"] not in done and r["email"] not in failed]
        self._again(silent)
        run._count(parked=len(refused))
        return None, []

    def _narrow(self, run, rows, error):
        """The portion as a whole was refused: smaller ones, until the culprit is alone."""
        if len(rows) == 1:
            self._park(rows[0], error)
            run._count(parked=1)
            return []
        half = len(rows) // 2
        return [rows[:half], rows[half:]]

    def _again(self, rows):
        """Not for ever: whoever is never answered is set aside."""
        if not rows:
            return
        self._set(rows, state="queued")
        self.env.cr.execute(
            """UPDATE mailchimp_member SET state = 'parked', reason = 'too_often'
                WHERE id = ANY(%s) AND tries >= %s""",
            [[row["id"] for row in rows], MAX_TRIES],
        )

    def _take_done(self, run, rows, done):
        """Keep what is known of them now; a status that we did not wish is the person's own."""
        if not rows:
            return
        Member = self.env["mailchimp.member"]
        self._learn_tags(done.values())
        values = []
        for row in rows:
            told = mapper.member_values(done[row["email"]])
            payload = row["payload"] or {}
            tags, sent = payload.get("tags") or [], payload.get("merge_fields")
            values.append((row["id"], row["wanted_hash"], Json(tags), told["remote_status"],
                           told["remote_id"], told["web_id"],
                           told["remote_changed_at"], Json(sent) if sent else None))  # fmt: skip
        self.env.cr.execute_values(
            """UPDATE mailchimp_member AS member
                  SET state = CASE member.op WHEN 'stop' THEN 'out' ELSE 'done' END,
                      reason = CASE member.op WHEN 'stop' THEN 'withdrawn' END, detail = NULL,
                      sent_hash = told.hash, tags_sent = told.tags, tries = 0, next_try_at = NULL,
                      sent_at = now() at time zone 'UTC', remote_status = told.status,
                      archived_by_us = FALSE, is_back = FALSE,
                      remote_id = told.remote_id, web_id = told.web_id,
                      remote_changed_at = told.changed_at, fields_sent = told.sent
                 FROM (VALUES %s) AS told
                      (id, hash, tags, status, remote_id, web_id, changed_at, sent)
                WHERE member.id = told.id AND member.state = 'inflight'""",
            values,
            template="(%s, %s, %s::jsonb, %s, %s, %s, %s::timestamp, %s::jsonb)",
            page_size=1000,
        )
        Member.invalidate_model()
        stopped = [row for row in rows if row["op"] == p.STOP]
        run._count(sent=len(rows) - len(stopped), stopped=len(stopped))
        self._take_refusals([row for row in rows if row["op"] == p.UPSERT], done)

    def _take_refusals(self, rows, done):
        """Mailchimp may refuse in silence: the answer shows the status that the person has."""
        told = {row["email"]: (mapper.member_values(done[row["email"]]), done[row["email"]])
                for row in rows}  # fmt: skip
        left = {e: pair for e, pair in told.items() if pair[0]["remote_status"] in p.STOPPED}
        if left:
            self._take_words(left, {})
            self.env["mailchimp.change"]._add_emails(left)
        archived = [row for row in rows if told[row["email"]][0]["remote_status"] == p.ARCHIVED]
        if archived:
            self._set(archived, state="parked", reason="archived")

    def _park(self, row, error):
        """Set one row aside, with a reason that a marketer understands and a way out."""
        detail = "; ".join(f"{name}: {said}" for name, said in error.fields)[:200]
        self._set([row], state="parked", reason=error.code, detail=detail or None)
        if isinstance(error, errors.OptedOut):
            basis = self.env._(
                "Mailchimp, audience «%(name)s»: may not be subscribed again", name=self.name
            )
            said = {row["email"]: (self.account_id._now_there(), basis)}
            self.env["mailchimp.consent"]._stop("withdrawn", said)

    def _set(self, rows, less_tries=0, **values):
        if not rows:
            return
        self.env["mailchimp.member"].flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE mailchimp_member SET tries = GREATEST(0, tries - %s), %s"
                " WHERE id = ANY(%s)",
                less_tries,
                SQL(", ").join(SQL("%s = %s", SQL.identifier(n), v) for n, v in values.items()),
                [row["id"] for row in rows],
            )
        )
        self.env["mailchimp.member"].invalidate_model()
