import logging
from datetime import timedelta
from functools import partial

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying

from ..client.errors import Busy, ExchangeError
from ..client.rest import MAX_DAYS, RestClient, Server

_logger = logging.getLogger(__name__)

FIRST_DAYS = 30  # how far the first comparison looks back
HURRIED = {"timeout": (3, 10), "tries": 1}  # a person waits, and holds a worker meanwhile
PART = 50  # rows that are written down in one transaction
OVERLAP = timedelta(days=2)  # of an exchange that was set up anew


def _keep(rows, pbx):
    pbx.env["miko.call"].sudo()._record_history(pbx, rows)
    pbx.env.ref("crm_telephony_miko.ir_cron_process").sudo()._trigger()


def _move_cursor(last_id, pbx):
    """Apart from the calls: the listener writes into the same row every ten seconds."""
    pbx._state().write({"cursor": last_id})


def _parts(rows):
    """Rows in pieces, those of a call together: in a short transaction the listener, which may
    write the same calls, is seldom met."""
    calls, part = {}, []
    for row in rows:
        calls.setdefault(row["linkedid"], []).append(row)
    for together in calls.values():
        part += together
        if len(part) >= PART:
            yield part
            part = []
    if part:
        yield part


class MikoPbx(models.Model):
    """Comparison with the exchange's own history, by the id of its rows (B02)."""

    _inherit = "miko.pbx"

    history_from = fields.Date(
        default=lambda self: fields.Date.today() - timedelta(days=FIRST_DAYS),
        required=True,
        help="Earlier calls are not taken over.",
    )

    def _rest_client(self, **options):
        """:param options: of ``Server``, for instance :data:`HURRIED`."""
        pbx = self.sudo()
        if not (pbx.rest_url and pbx.rest_key):
            return None
        return RestClient(Server(pbx.rest_url, pbx.rest_key, pbx.rest_verify, **options))

    def _since(self):
        """Local time of the exchange from which rows are asked for: it answers no question about
        more than a year, and without a date it looks back a month only."""
        oldest = fields.Date.today() - timedelta(days=MAX_DAYS)
        return f"{max(self.history_from, oldest)} 00:00:00"

    @api.model
    def _cron_reconcile(self):
        for pbx in self.search([("active", "=", True)]):
            pbx._reconcile()

    def action_reconcile(self):
        """Button: compare now, and say what came of it."""
        self.ensure_one()
        if not self._rest_client():
            raise UserError(self.env._("Enter the address and the key of the REST interface."))
        self.env.ref("crm_telephony_miko.ir_cron_reconcile").sudo()._trigger()
        message = self.env._("The calls are being compared with the history of the exchange.")
        params = {"type": "info", "message": message}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}

    def _reconcile(self):
        """Take over what the history has and we have not; each page is kept at once."""
        self.ensure_one()
        client, now = self._rest_client(), fields.Datetime.now()
        if client is None:
            return
        health = self._in_job(lambda pbx: pbx._state().id)
        health = self.env["miko.health"].sudo().browse(health)
        if health.pause_until and now < health.pause_until:
            return
        values = {"history_error": False, "pause_until": False}
        try:
            self._take_over(client, health)
            values["reconciled_at"] = fields.Datetime.now()
            self._prove_days(client)
        except Busy as error:
            values["pause_until"] = now + timedelta(seconds=error.retry_after)
            values["history_error"] = str(error)
        except ExchangeError as error:
            values["history_error"] = str(error)
        finally:
            client.close()
        if client.strange:
            values["history_strange"] = "\n".join(client.strange)
        if values["history_error"] and values["history_error"] != health.history_error:
            _logger.info("Exchange %s: %s", self.name, values["history_error"])
        self._in_job(lambda pbx: pbx._state().write(values))

    def _is_paused(self):
        """Whether the exchange asked for silence, which any other question would prolong."""
        until = self.sudo().health_ids.pause_until
        return bool(until and fields.Datetime.now() < until)

    def _pause(self, busy):
        """:param Busy busy: what the exchange answered."""
        until = fields.Datetime.now() + timedelta(seconds=busy.retry_after)
        self._apart(lambda pbx: pbx._state().write({"pause_until": until}))

    def _state(self):
        return self.env["miko.health"].sudo()._of(self)

    def _apart(self, method):
        """``method(pbx)`` in a transaction of its own, tried again when the listener writes the
        same call, or the same state, at the same moment."""
        with self.env.registry.cursor() as cr:
            pbx = self.with_env(self.env(cr=cr))
            result = retrying(partial(method, pbx), pbx.env)
        self.env.invalidate_all()
        return result

    def _in_job(self, method):
        """The same in a scheduled job, whose own transaction sees from then on what was done."""
        result = self._apart(method)
        self.env["ir.cron"]._commit_progress()
        return result

    def _take_over(self, client, health):
        since, cursor = self._since(), health.cursor
        self.env["ir.cron"]._commit_progress()  # nobody waits for the exchange with us
        if client.newest_id(since) < cursor:
            since, cursor = self._begin_anew(health), 0
            self.env["ir.cron"]._commit_progress()
        last = []
        for page in client.history(cursor, since):
            ids = {row["linkedid"] for row in page.rows}
            rows = [row for row in last if row["linkedid"] in ids] + page.rows
            rows = self.env["miko.call"].sudo()._without_proved(self, rows)
            rows += self._other_legs(client, since, rows)
            for part in _parts(rows):
                self._in_job(partial(_keep, part))
            self._in_job(partial(_move_cursor, page.last_id))
            self.env["ir.cron"]._commit_progress(len(page.rows))
            last = page.rows

    def _begin_anew(self, health):
        """The exchange was set up anew or restored: its ids begin lower than the cursor."""
        _logger.info("Exchange %s: the history begins anew", self.name)
        zone = pytz.timezone(self.tz)
        before = (health.reconciled_at or fields.Datetime.now()) - OVERLAP
        return f"{pytz.utc.localize(before).astimezone(zone):%Y-%m-%d %H:%M:%S}"

    def _other_legs(self, client, since, rows):
        """Rows of a call that the last comparison cut in two."""
        have = {}
        for row in rows:
            have.setdefault(row["linkedid"], set()).add(row["id"])
        domain = [("pbx_id", "=", self.id), ("linkedid", "in", list(have)), ("history_id", ">", 0)]
        cut = self.env["miko.call"].sudo().search(domain)
        cut = cut.filtered(lambda call: call.history_id < min(have[call.linkedid]))
        keys = cut.mapped("linkedid")
        self.env["ir.cron"]._commit_progress()
        return [
            row
            for key in keys
            for page in client.history(0, since, key)
            for row in page.rows
            if row["id"] not in have[key]
        ]
