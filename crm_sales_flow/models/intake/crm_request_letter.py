import base64
import logging

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...tools.letter import letter_hash

TRIES = 5
# A caller that holds a row these transactions need would otherwise wait for itself.
LOCK_TIMEOUT = "3s"

_logger = logging.getLogger(__name__)


class CrmRequestLetter(models.Model):
    """A letter as it came, kept before anything is done with it: nothing is lost.

    The rows are written in transactions of their own. The transaction that reads the letter may
    have begun before the row was committed and then does not see it (REPEATABLE READ), so it
    never touches the row: the outcome is written after it has been committed. Killed in between,
    the row stays ``received``, and the net takes the letter up again.
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

        :return: dict with ``id``, ``state`` and ``request_id`` of the kept letter.
        """

        def keep(Letter):
            letter = Letter._claim(
                {"sha256": letter_hash(raw), "state": "received", "message_uid": uid}
            )
            if letter:
                letter.write(
                    {
                        "raw": base64.b64encode(raw),
                        "size": len(raw),
                        "received_at": fields.Datetime.now(),
                        "params": params,
                    }
                )
            else:
                letter = Letter.search([("sha256", "=", letter_hash(raw))])
            return {"id": letter.id, "state": letter.state, "request_id": letter.request_id.id}

        return self._apart(keep)

    @api.model
    def _settle_later(self, letter_id, state, request_id, error=False):
        """Write the outcome when the present transaction has been committed."""
        values = {"state": state, "request_id": request_id, "error": error}
        self.env.cr.postcommit.add(
            lambda: self._apart(lambda Letter: Letter.browse(letter_id).exists().write(values))
        )

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
    def _cron_take_up(self):
        """The net: letters that were kept and whose processing was killed or kept failing."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=10)
        domain = [("state", "=", "received"), ("received_at", "<", limit)]
        letters = self.sudo().search(domain, order="id", limit=100)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(letters))
        for letter in letters:
            self._take_up(letter)
            if not cron._commit_progress(1):
                break

    def _take_up(self, letter):
        source, params = letter._source(), letter.params or {}
        letter.invalidate_recordset()
        try:
            self.env["mail.thread"].message_process(message=source, **params)
        except Exception as error:
            # Not one of ours, or a fault of the moment: the other letters go on.
            self.env.cr.rollback()
            _logger.warning("Letter %s could not be taken up: %s", letter.id, error)
