import base64
import logging

import psycopg2
from psycopg2.extras import Json

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools.letter import envelope_of, letter_hash, letter_print
from .crm_request_door import LetterTrace

TRIES = 5
# So often the net takes a letter up before it shows it as not understood.
MAX_TAKES = 10
# A caller that holds a row these transactions need would otherwise wait for itself.
LOCK_TIMEOUT = "3s"

_logger = logging.getLogger(__name__)


class CrmRequestLetter(models.Model):
    """A letter as it came, kept before anything is done with it: nothing is lost.

    The row is written in a transaction of its own. The outcome goes with what became of the
    letter, in the transaction that reads it; when that one began before the row was committed it
    does not see it (REPEATABLE READ), and the outcome is written after it. Killed before, the row
    stays ``received``, and the net takes the letter up again.
    """

    _name = "crm.request.letter"
    _description = "Raw letter"
    _inherit = ["flow.claim.mixin"]
    _order = "id desc"
    _rec_name = "message_uid"

    sha256 = fields.Char(required=True, readonly=True, export_string_translation=False)
    message_uid = fields.Char("Message-Id", readonly=True, index="btree_not_null")
    raw = fields.Binary("Source", attachment=True, readonly=True)
    raw_name = fields.Char(compute="_compute_raw_name")
    size = fields.Integer("Size, bytes", readonly=True)
    received_at = fields.Datetime("Received", readonly=True)
    params = fields.Json(readonly=True, export_string_translation=False)
    state = fields.Selection(
        [
            ("received", "Received"),
            ("done", "Registered"),
            ("filtered", "Filtered out"),
            ("broken", "Not understood"),
        ],
        required=True,
        readonly=True,
        default="received",
    )
    error = fields.Text(readonly=True)
    takes = fields.Integer(
        "Taken up", readonly=True, default=0, help="How often the net has tried to read the letter."
    )
    request_id = fields.Many2one(
        "crm.request", readonly=True, index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)

    _sha256_uniq = models.Constraint("UNIQUE (sha256)", "The letter has been received before.")
    _received_idx = models.Index("(id) WHERE state = 'received'")

    def _compute_raw_name(self):
        for letter in self:
            letter.raw_name = f"letter-{letter.id}.eml"

    @api.model
    def _receive(self, raw, uid, params):
        """Keep ``raw``; the same bytes are kept once.

        :return: dict with ``id``, ``state`` and ``request_id`` of the kept letter, and ``uid``
            under which it is known.
        """

        own, result = letter_hash(raw), {"state": "received", "request_id": False}

        def keep(Letter):
            key = {
                "sha256": own,
                "state": "received",
                "message_uid": uid,
                "takes": 0,
                "size": len(raw),
                "received_at": fields.Datetime.now(),
                "params": Json(params),
            }
            if letter := Letter._claim(key):
                letter._keep_source(raw)
            else:
                letter = Letter.search([("sha256", "=", own)])
                result.update(state=letter.state, request_id=letter.request_id.id)
            return {**result, "id": letter.id, "uid": letter._own_uid(raw, uid)}

        return self._apart(keep)

    def _keep_source(self, raw):
        """As the field itself would keep it; a new row has no older file to look for."""
        self.env["ir.attachment"].with_context(image_no_postprocess=True).create(
            {"name": "raw", "res_model": self._name, "res_field": "raw", "res_id": self.id}
            | {"type": "binary", "raw": raw, "mimetype": "message/rfc822"}
        )

    def _own_uid(self, raw, uid):
        """Forms of websites give one Message-Id to many letters: a different one has its own (C03).

        :return: the Message-Id under which the letter is known.
        """
        first = self.search([("message_uid", "=", uid)], order="id", limit=1)
        if first in (self, self.browse()):
            return uid
        own = letter_print(raw)
        return uid if letter_print(first._source()) == own else f"<{own}@same-id>"

    @api.model
    def _close(self, letter_id, state, request_id, error=False):
        """Write the outcome with the present transaction, or else as soon as it is committed."""
        outcome = state, request_id, error
        if not self.browse(letter_id)._settle(*outcome):
            self.env.cr.postcommit.add(
                lambda: self._apart(lambda Letter: Letter.browse(letter_id)._settle(*outcome))
            )

    def _settle(self, state, request_id, error=False):
        """One statement for each letter that comes.

        :return: whether it saw the letter.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE crm_request_letter l SET state = %(state)s, request_id = r.id,"
                " company_id = r.company_id, error = %(error)s,"
                " write_date = now() AT TIME ZONE 'UTC'"
                " FROM (SELECT %(request)s::int AS wanted) w"
                " LEFT JOIN crm_request r ON r.id = w.wanted WHERE l.id = %(id)s",
                state=state,
                request=request_id or None,
                error=error or None,
                id=self.id,
            )
        )
        seen = bool(self.env.cr.rowcount)
        self.invalidate_recordset()
        return seen

    @api.model
    def _forget_later(self, letter_id):
        """The letter ended at another document, where Odoo keeps it: no copy of the source."""
        self.env.cr.postcommit.add(lambda: self._forget(letter_id))

    @api.model
    def _forget(self, letter_id):
        self._apart(lambda Letter: Letter.browse(letter_id).exists().unlink())

    @api.model
    def _apart(self, work):
        """Do ``work`` in a transaction of its own, again when it met a concurrent one."""
        test = modules.module.current_test
        if test and not getattr(test, "_registry_patched", False):
            # What a test commits would outlive it.
            return work(self.sudo())
        for attempt in range(TRIES):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
                    return work(api.Environment(cr, SUPERUSER_ID, {})[self._name])
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if attempt == TRIES - 1:
                    raise
        return None

    def _source(self):
        """:return: the bytes as they came, none when the file is lost."""
        self.ensure_one()
        return base64.b64decode(self.raw or b"")

    @api.model
    def _is_temporary(self, error):
        """An error of the database that says nothing about the letter: it is to be tried again."""
        if isinstance(error, psycopg2.InterfaceError):
            return True
        if not isinstance(error, psycopg2.OperationalError):
            return False
        # rollback by concurrency, lack of resources, lock not available, intervention, system;
        # no code at all: the connection is gone
        return not error.pgcode or error.pgcode[:2] in ("40", "53", "55", "57", "58")

    @api.model
    def _is_collision(self, error):
        """Two letters read at once write the same row, as a follower of the same lead: the second
        try finds it there."""
        return isinstance(error, psycopg2.errors.UniqueViolation)

    @api.model
    def _cron_take_up(self):
        """The net: letters that were kept and whose processing was killed or kept failing.

        Those that failed least often come first, so that bad ones never take up all the time.
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=10)
        domain = [("state", "=", "received"), ("received_at", "<", limit)]
        letters = self.sudo().search(domain, order="takes, id", limit=100)
        self.env["ir.cron"]._commit_progress(remaining=len(letters))
        for letter in letters:
            if not self._take_up(letter):
                break

    def _take_up(self, letter):
        """:return: seconds that are left for the others."""
        cron = self.env["ir.cron"]
        # Before the work: the letter may be what kills the process.
        taken = self._apart(lambda Letter: Letter.browse(letter.id)._take())
        if not taken:
            return cron._commit_progress(1)
        takes, source, params = taken
        cron._commit_progress()  # the next transaction sees the row as it is now
        try:
            if not source:
                raise ValueError("The source of the letter is lost.")
            self.env["mail.thread"].message_process(message=source, **params)
            return cron._commit_progress(1)  # what is written last may fail here
        except Exception as error:
            # Not one of ours, or a fault of the moment: the other letters go on.
            self.env.cr.rollback()
            _logger.warning("Letter %s could not be taken up: %s", letter.id, error)
            if takes >= MAX_TAKES:
                self._apart(lambda Letter, why=error: Letter._give_up(letter.id, why))
        return cron._commit_progress(1)

    def _take(self):
        """Count the try.

        :return: tuple of the tries, the source and how it is read; None when the letter is gone,
            has been read, or is being read by somebody just now.
        """
        letter = self.try_lock_for_update()
        if not letter or letter.state != "received":
            return None
        letter.takes += 1
        return letter.takes, letter._source(), letter.params or {}

    @api.model
    def _give_up(self, letter_id, error):
        """A letter that fails each time is shown to people, as far as it can be."""
        letter = self.browse(letter_id).exists()
        if not letter or letter.state != "received":
            return
        Request = self.env["crm.request"]
        source, params = letter._source(), letter.params or {}
        envelope = envelope_of(source).known_as(letter._own_uid(source, letter.message_uid))
        trace = LetterTrace(envelope, letter.id, params.get("model"))
        text = Request._error_text(error)
        request = Request._is_for_requests(trace) and Request._register_bare(envelope.uid, text)
        letter.write(
            {"state": "broken", "error": text, "request_id": request.id if request else False}
        )
