from datetime import timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.working_clock import WorkingClock


class CrmStageHistory(models.Model):
    """Visits tell how far a deal came, and how much working time it spent where (Z01, Z03)."""

    _inherit = "crm.stage.history"

    # Where an open visit of each stage began first: from then on the clock must run.
    _open_stage_idx = models.Index("(stage_id, entered_at) WHERE left_at IS NULL")

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits.filtered(lambda visit: visit.kind == "stage").lead_id._settle_reach()
        return visits

    def _move_to(self, lead):
        result = super()._move_to(lead)
        lead._settle_reach()
        return result

    @api.model
    def _day_minutes(self):
        """How many working minutes a day of the company has."""
        calendar = self.env["crm.task.policy"]._get("first_call")._working_calendar()
        return (calendar.hours_per_day or 24) * 60

    @api.model
    def _spent_minutes(self, table):
        """SQL of the working minutes of a visit: stored when it was closed, until now when open.

        By the same calendar as those that are stored (``_working_minutes``).
        """
        clock, now = self._clock()
        table = SQL.identifier(table)
        return SQL(
            """CASE WHEN %(table)s.left_at IS NOT NULL THEN %(table)s.working_minutes
                    ELSE FLOOR(GREATEST(%(now)s - %(then)s, 0)) END""",
            table=table,
            now=clock.at(now.timestamp()),
            then=_reading(clock, SQL("%s.entered_at", table)),
        )

    @api.model
    def _clock(self):
        """:return: the clock since the first open visit of a stage, and the present moment."""
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        self.flush_model(["stage_id", "entered_at", "left_at"])
        [(begin,)] = self.env.execute_query(
            SQL(
                """SELECT MIN((SELECT MIN(visit.entered_at) FROM crm_stage_history visit
                                WHERE visit.stage_id = stage.id AND visit.left_at IS NULL))
                     FROM crm_stage stage WHERE stage.is_won IS NOT TRUE"""
            )
        )
        begin = begin.replace(tzinfo=timezone.utc) if begin else now
        calendar = self.env["crm.task.policy"]._get("first_call")._working_calendar()
        if not calendar:
            return WorkingClock.of([(begin, now)]), now
        work = calendar._work_intervals_batch(min(begin, now), now)[False]
        return WorkingClock.of([(opens, closes) for opens, closes, _attendance in work]), now


def _reading(clock, moment):
    """What the clock shows at a moment of the database: one binary search for a row."""
    if not clock.begins:
        return SQL("0")
    begins, lengths, before = (_array(values) for values in clock)
    seconds = SQL("DATE_PART('epoch', %s)", moment)  # EXTRACT goes by way of slow decimals
    place = SQL("WIDTH_BUCKET(%s, %s)", seconds, begins)
    return SQL(
        """CASE WHEN %(place)s = 0 THEN 0
           ELSE (%(before)s)[%(place)s] + LEAST(
                (%(seconds)s - (%(begins)s)[%(place)s]) / 60, (%(lengths)s)[%(place)s]) END""",
        place=place,
        before=before,
        seconds=seconds,
        begins=begins,
        lengths=lengths,
    )


def _array(values):
    return SQL("%s::float8[]", "{%s}" % ",".join(map(repr, values)))
