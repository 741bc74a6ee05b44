from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.working_minutes import spend

# Working time is looked for period by period; a year without any is a calendar made wrong.
SEARCH_PERIOD = timedelta(days=14)
SEARCH_PERIODS = 27


class CrmTaskPolicy(models.Model):
    """What is promised for a kind of task: how soon it is due, by which clock."""

    _name = "crm.task.policy"
    _description = "Policy of tasks"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, index=True, help="The program finds the policy by this word; keep it."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company")
    # What is planned
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind of task",
        required=True,
        ondelete="restrict",
        domain="[('res_model', 'in', (False, 'crm.lead'))]",
    )
    summary = fields.Char(translate=True, required=True, help="What the task says.")
    # When it is due
    delay_minutes = fields.Integer("Due in, minutes", required=True, default=60)
    clock = fields.Selection(
        [("calendar", "Working hours"), ("clock", "Round the clock")],
        "Counted by",
        required=True,
        default="calendar",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours",
        ondelete="restrict",
        help="When empty, the working hours of the company.",
    )
    # What happens when it is late
    remind_minutes = fields.Integer("Remind every, minutes", default=60, help="0: no reminders.")
    escalate_minutes = fields.Integer(
        "Tell the Head after, minutes", default=0, help="0: the Head is not told."
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active",
        "There is a policy with this code already.",
    )

    @api.constrains("delay_minutes", "remind_minutes", "escalate_minutes")
    def _check_minutes(self):
        for policy in self:
            if min(policy.delay_minutes, policy.remind_minutes, policy.escalate_minutes) < 0:
                raise ValidationError(self.env._("Minutes cannot be negative."))

    @api.model
    def _get(self, code):
        """:return: the active policy of the current company, else the common one."""
        domain = [("code", "=", code), ("company_id", "in", (self.env.company.id, False))]
        return self.sudo().search(domain, order="company_id", limit=1)

    def _working_calendar(self):
        """The working hours by which the policy counts; those of the company for no policy."""
        return self.calendar_id.sudo() or self.env.company.resource_calendar_id.sudo()

    def _day_start(self, day):
        """The beginning of ``day`` where the working hours are kept, as naive UTC."""
        zone = pytz.timezone(self._working_calendar().tz or "UTC")
        begin = zone.localize(datetime.combine(day, time.min))
        return begin.astimezone(pytz.utc).replace(tzinfo=None)

    def _deadlines(self, starts):
        """The moment at which a task that began at each of ``starts`` is due.

        :param starts: datetimes, naive UTC, as the database keeps them.
        :return: dict start -> naive UTC. Round the clock, too, when the calendar has no working
            time at all: a promise counted too strictly is better than one that is never due.
        """
        self.ensure_one()
        due = {start: start + timedelta(minutes=self.delay_minutes) for start in starts}
        calendar = self._working_calendar()
        if not due or self.clock != "calendar" or not calendar:
            return due
        left = dict.fromkeys(due, self.delay_minutes)
        begin = pytz.utc.localize(min(due))
        for _period in range(SEARCH_PERIODS):
            end = begin + SEARCH_PERIOD
            work = calendar._work_intervals_batch(begin, end, tz=pytz.timezone(calendar.tz))[False]
            intervals = [(opens, closes) for opens, closes, _attendance in work]
            for start, minutes in list(left.items()):
                moment, left[start] = spend(pytz.utc.localize(start), minutes, intervals)
                if moment:
                    due[start] = moment.astimezone(pytz.utc).replace(tzinfo=None)
                    del left[start]
            if not left:
                break
            begin = end
        return due
