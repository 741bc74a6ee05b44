from datetime import timezone

from odoo import models

from ...tools.working_minutes import minutes_between


class CrmTaskPolicy(models.Model):
    _inherit = "crm.task.policy"

    def _control_minutes(self, waited):
        """Whole minutes by the clock of the policy; its working hours are read once for all.

        :param waited: dict key -> (start, end), naive UTC.
        :return: dict key -> minutes.
        """
        calendar = self._working_calendar()
        if self.clock != "calendar" or not calendar.attendance_ids:
            return {
                key: (end - start).total_seconds() // 60 for key, (start, end) in waited.items()
            }
        begin = min(start for start, _end in waited.values())
        intervals = self._work(calendar, begin, max(end for _start, end in waited.values()))
        return {
            key: int(
                minutes_between(
                    start.replace(tzinfo=timezone.utc), end.replace(tzinfo=timezone.utc), intervals
                )
            )
            for key, (start, end) in waited.items()
        }
