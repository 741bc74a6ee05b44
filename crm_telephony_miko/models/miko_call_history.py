from odoo import api, models
from odoo.tools import SQL

from ..client.history import calls_of, talk_keys


class MikoCall(models.Model):
    """The history of the exchange is the proof: what it has and we have not is added (B02)."""

    _inherit = "miko.call"

    @api.model
    def _without_proved(self, pbx, rows):
        """The rows that are news, by one query: of a comparison anew nearly none is (B02).

        :param rows: rows of the history; all rows of a call together.
        """
        newest = {}
        for row in rows:
            newest[row["linkedid"]] = max(newest.get(row["linkedid"], 0), row["id"])
        self.flush_model(["linkedid", "history_id", "state", "result", "recording_keys"])
        found = self.env.execute_query(
            SQL(
                """SELECT call.linkedid
                     FROM unnest(%s::text[], %s::int[]) AS told (linkedid, newest)
                     JOIN miko_call call ON call.linkedid = told.linkedid
                      AND call.history_id = told.newest
                    WHERE call.pbx_id = %s AND call.state = 'ended'
                      AND (call.result <> 'answered' OR call.recording_keys IS NOT NULL)""",
                list(newest),
                list(newest.values()),
                pbx.id,
            )
        )
        proved = {linkedid for (linkedid,) in found}
        return [row for row in rows if row["linkedid"] not in proved]

    @api.model
    def _record_history(self, pbx, rows):
        """:param rows: rows of the history; all rows of a call together.
        :return: the calls."""
        calls = calls_of(rows, pbx._plan(), pbx.tz)
        newest, talks = {}, talk_keys(rows)
        for row in rows:
            newest[row["linkedid"]] = max(newest.get(row["linkedid"], 0), row["id"])
        domain = [("pbx_id", "=", pbx.id), ("linkedid", "in", list(calls))]
        known = self.search(domain).grouped("linkedid")
        found = self.browse()
        for linkedid, call in calls.items():
            row = known.get(linkedid)
            if row and row._is_proved(newest[linkedid]):
                found |= row  # rows of a call that is over never change
                continue
            if row is None:
                row = self._record_one(pbx, call)
            elif not row._heard_live():
                result = row.result
                row._record_one(pbx, call)
                if row.result != result:
                    row.processed = False  # what followed from the wrong result is not all
            row.history_id = newest[linkedid]
            row.recording_keys = talks.get(linkedid) or False
            found |= row
        return found

    def _is_proved(self, newest):
        """Whether nothing new can be learned from these rows; of a talk also what was recorded."""
        recorded = self.recording_keys or self.result != "answered"
        return self.history_id == newest and self.state == "ended" and bool(recorded)

    def _heard_live(self):
        """What was heard in full is kept: the history has been seen to store an answered call as
        a missed one, never the other way round."""
        return self.state == "ended" and self.certain and self.heard
