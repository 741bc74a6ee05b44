from datetime import datetime, time, timedelta
from functools import partial

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_duration

from ..client import proof
from ..client.errors import ExchangeError
from ..client.history import calls_of
from ..mapper import moment
from .miko_call import STORED
from .miko_pbx_history import HURRIED

AROUND = timedelta(hours=3)  # a call may go on over midnight
DAYS = 31  # how far back days are compared by themselves
DAYS_AT_ONCE = 3  # of one exchange in one run of the job


def _prove(day, rows, pbx):
    pbx.env["miko.day"].sudo()._of(pbx, day)._compare(rows)


class MikoPbx(models.Model):
    """The daily proof: calls of the exchange = calls here (B02)."""

    _inherit = "miko.pbx"

    day_ids = fields.One2many("miko.day", "pbx_id", "Days")
    different_day_count = fields.Integer(
        "Days with differences", compute="_compute_different_day_count"
    )

    def _compute_different_day_count(self):
        domain = [("pbx_id", "in", self.ids), ("state", "=", "different")]
        groups = self.env["miko.day"].sudo()._read_group(domain, ["pbx_id"], ["__count"])
        counts = dict(groups)
        for pbx in self:
            pbx.different_day_count = counts.get(pbx._origin, 0)

    def action_days(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_telephony_miko.action_day")
        return {**action, "domain": [("pbx_id", "=", self.id)], "context": {}}

    def _prove_days(self, client):
        """Part of the comparison: what the history had is here by now."""
        for day in self._days_due()[:DAYS_AT_ONCE]:
            self.env["ir.cron"]._commit_progress()  # nobody waits for the exchange with us
            rows = self._rows_of_day(client, day)
            self._in_job(partial(_prove, day, rows))

    def _days_due(self):
        """Days that are over for long enough and have no proof yet, the newest first."""
        last = (self._local_now() - AROUND - timedelta(hours=1)).date() - timedelta(days=1)
        first = max(self.history_from, last - timedelta(days=DAYS - 1))
        domain = [("pbx_id", "=", self.id), ("day", ">=", first), ("compared_at", "!=", False)]
        proved = set(self.env["miko.day"].sudo().search(domain).mapped("day"))
        days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
        return [day for day in days if day not in proved]

    def _local_now(self):
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(self.tz)).replace(tzinfo=None)

    def _asked_by_hand(self, method, *arguments):
        """``self.method(client, ...)`` for a person who waits; a trouble is told in words."""
        self.ensure_one()
        if self._is_paused():
            raise UserError(self._in_words("The exchange asks for a pause"))
        client = self._rest_client(**HURRIED)
        if client is None:
            raise UserError(self.env._("Enter the address and the key of the REST interface."))
        try:
            return getattr(self, method)(client, *arguments)
        except ExchangeError as error:
            raise UserError(self._in_words(str(error))) from error
        finally:
            client.close()

    # ------------------------------------------------------------- evidence

    def _rows_of_day(self, client, day):
        """Rows of the history around a day; the end of the last second belongs to it too."""
        begin = datetime.combine(day, time.min) - AROUND
        until = datetime.combine(day, time.min) + timedelta(days=1) + AROUND
        pages = client.history(0, f"{begin}", until=f"{until}")
        return [row for page in pages for row in page.rows]

    def _there(self, rows):
        return calls_of(rows, self._plan(), self.tz)

    def _fetch(self, rows):
        self.env["miko.call"].sudo()._record_history(self, rows)
        self.env.ref("crm_telephony_miko.ir_cron_process").sudo()._trigger()

    def _differences(self, there, here):
        """:param there: dict linkedid -> :class:`facts.Call`; ``here`` dict linkedid -> our row.
        :return: list of values of ``miko.difference``."""
        names = self._names_of([call.employee for call in there.values()]
                               + [call.employee_number for call in here.values()])  # fmt: skip
        ours = {key: self._told_here(call, names) for key, call in here.items()}
        theirs = {key: self._told_there(call, names) for key, call in there.items()}
        return [
            self._difference_values(found, there.get(found.linkedid), here.get(found.linkedid))
            for found in proof.differences(theirs, ours)
        ]

    def _names_of(self, numbers):
        """One name for all phones of an employee."""
        users = self.env["miko.extension"]._users_of(self, numbers)
        return {number: user.name or number for number, user in users.items()}

    @api.model
    def _told_there(self, call, names):
        result = call.result if call.result in STORED else "failed"
        person = names.get(call.employee, "")
        return proof.Told(result, person, call.ended_at, call.talk_seconds)

    @api.model
    def _told_here(self, call, names):
        ended = pytz.utc.localize(call.ended_at or call.started_at).timestamp()
        person = names.get(call.employee_number, "")
        return proof.Told(call.result or "", person, ended, call.talk_seconds)

    def _difference_values(self, found, call, row):
        shown = {proof.ENDED: self._clock, proof.DURATION: lambda v: format_duration(v / 60)}
        show = shown.get(found.kind, lambda value: value)
        return {
            "kind": found.kind,
            "linkedid": found.linkedid,
            "call_id": row.id if row else False,
            "started_at": row.started_at if row else moment(call.started_at),
            "number": row.number if row else call.number,
            "there_value": show(found.there) if found.there is not None else False,
            "here_value": show(found.here) if found.here is not None else False,
        }

    def _clock(self, at):
        zone = pytz.timezone(self.tz)
        return f"{datetime.fromtimestamp(at, zone):%H:%M:%S}"
