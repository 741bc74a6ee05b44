from datetime import timedelta

import pytz

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.local_time import utc_of_day
from ...tools.working_minutes import minutes_between, spend

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
    asks_result = fields.Boolean(
        "Ask for the result",
        default=True,
        help="Closing the task asks for the outcome and the next step.",
    )
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
        "Tell the superior after, minutes",
        default=0,
        help="Counted from the beginning of the task, by the same clock. The Head is told of the "
        "work of his people, the director of a lead that the Head gives to nobody. 0: nobody is.",
    )
    chain_ids = fields.One2many("crm.task.chain", "policy_id", "Chains that begin with it")
    first_step_id = fields.Many2one("crm.task.chain.step", compute="_compute_first_step_id")

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active",
        "There is a policy with this code already.",
    )

    @api.constrains("delay_minutes", "remind_minutes", "escalate_minutes")
    def _check_minutes(self):
        for policy in self:
            if min(policy.delay_minutes, policy.remind_minutes, policy.escalate_minutes) < 0:
                raise ValidationError(self.env._("Minutes cannot be negative."))

    @api.depends("chain_ids.active", "chain_ids.step_ids.sequence")
    def _compute_first_step_id(self):
        for policy in self:
            policy.first_step_id = policy.chain_ids[:1].step_ids[:1]

    @api.model
    def _get(self, code):
        """:return: the active policy of the current company, else the common one."""
        return self.sudo().browse(self._id_of(code))

    @api.model
    @tools.ormcache("code", "self.env.company.id")
    def _id_of(self, code):
        """Each move of a deal asks several times. None where there is no such policy."""
        domain = [("code", "=", code), ("company_id", "in", (self.env.company.id, False))]
        return self.sudo().search(domain, order="company_id", limit=1).id or None

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()  # _id_of
        return policies

    def write(self, vals):
        result = super().write(vals)
        if {"code", "active", "company_id"} & vals.keys():
            self.env.registry.clear_cache()  # _id_of
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()  # _id_of
        return result

    def _working_calendar(self):
        """The working hours by which the policy counts; those of the company for no policy."""
        return self.calendar_id.sudo() or self.env.company.resource_calendar_id.sudo()

    def _day_start(self, day):
        """The beginning of ``day`` where the working hours are kept, as naive UTC."""
        return utc_of_day(day, self._working_calendar().tz)

    def _deadlines(self, starts):
        """The moment at which a task that began at each of ``starts`` is due.

        :param starts: datetimes, naive UTC, as the database keeps them.
        :return: dict start -> naive UTC.
        """
        self.ensure_one()
        return self._later({start: (start, self.delay_minutes) for start in starts})

    def _later(self, wanted):
        """Count minutes by the clock of the policy, all in one batch.

        :param wanted: dict key -> (start as naive UTC, minutes).
        :return: dict key -> naive UTC. Round the clock, too, when the calendar has no working
            time at all: a promise counted too strictly is better than one that is never due.
        """
        due = {key: start + timedelta(minutes=count) for key, (start, count) in wanted.items()}
        calendar = self._working_calendar()
        if not due or self.clock != "calendar" or not calendar:
            return due
        left = {key: count for key, (_start, count) in wanted.items()}
        begin = min(start for start, _count in wanted.values())
        for _period in range(SEARCH_PERIODS):
            intervals = self._work(calendar, begin, begin + SEARCH_PERIOD)
            for key, minutes in list(left.items()):
                moment, left[key] = spend(pytz.utc.localize(wanted[key][0]), minutes, intervals)
                if moment:
                    due[key] = moment.astimezone(pytz.utc).replace(tzinfo=None)
                    del left[key]
            if not left:
                break
            begin += SEARCH_PERIOD
        return due

    def _elapsed(self, starts, end):
        """:return: dict start -> minutes that passed until ``end`` by the clock of the policy."""
        calendar = self._working_calendar()
        passed = {start: max((end - start) / timedelta(minutes=1), 0) for start in starts}
        if not passed or self.clock != "calendar" or not calendar.attendance_ids:
            return passed
        begin = min(passed)
        intervals = self._work(calendar, begin, end) if begin < end else []
        last = pytz.utc.localize(end)
        return {
            start: minutes_between(pytz.utc.localize(start), last, intervals) for start in passed
        }

    def _full_periods(self, starts):
        """:return: dict start -> how many periods of its reminders have passed until now."""
        period, now = self.remind_minutes, fields.Datetime.now()
        passed = self._elapsed({start for start in starts if period and start < now}, now)
        return {start: int(passed[start] // period) if start in passed else 0 for start in starts}

    @api.model
    def _work(self, calendar, begin, end):
        """Working intervals of the calendar between two moments, naive UTC; days off left out."""
        zone = pytz.timezone(calendar.tz)
        begin, end = pytz.utc.localize(begin), pytz.utc.localize(end)
        work = calendar._work_intervals_batch(begin, end, tz=zone)[False]
        return [(opens, closes) for opens, closes, _attendance in work]
