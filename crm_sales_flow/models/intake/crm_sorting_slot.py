from datetime import datetime, timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# A plan of sorting that has no working day in so long a time is a calendar made wrong.
LOOK_AHEAD = timedelta(days=14)
# After a longer standstill nobody is alerted of each slot that passed meanwhile.
LOOK_BACK = timedelta(days=7)


class CrmSortingSlot(models.Model):
    """By when what came is sorted: twice a working day at least (F03).

    Requests registered before the hour are sorted when the minutes after it have passed. What is
    not is a breach: one row for each request and slot.
    """

    _name = "crm.sorting.slot"
    _description = "Hour of sorting"
    _order = "hour, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    hour = fields.Float(
        required=True, help="What was registered before this hour belongs to this sorting."
    )
    minutes = fields.Integer(
        "Time for it, minutes",
        required=True,
        default=60,
        help="What is not sorted when they have passed is a breach: sorter and director are told.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref("crm_sales_flow.calendar_sales", False),
        help="There is no sorting when nobody works: at weekends, on holidays.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    checked_until = fields.Datetime(
        readonly=True, copy=False, default=fields.Datetime.now, export_string_translation=False
    )
    breach_count = fields.Integer("Breaches", compute="_compute_breach_count")

    @api.depends("hour")
    def _compute_name(self):
        for slot in self:
            slot.name = f"{int(slot.hour):02}:{round(slot.hour % 1 * 60):02}"

    def _compute_breach_count(self):
        groups = self.env["crm.sorting.breach"]._read_group(
            [("slot_id", "in", self.ids)], ["slot_id"], ["__count"]
        )
        counts = dict(groups)
        for slot in self:
            slot.breach_count = counts.get(slot._origin, 0)

    @api.constrains("hour", "minutes")
    def _check_hour(self):
        for slot in self:
            if not 0 <= slot.hour < 24 or not 0 < slot.minutes <= 720:
                raise ValidationError(
                    self.env._("Write an hour of the day, and minutes between 1 and 720.")
                )

    # ---------------------------------------------------------------- clock

    def _times(self, begin, end):
        """The sortings of this slot that end after ``begin`` and not after ``end``.

        :return: list of (start, end), naive UTC, in order.
        """
        zone = pytz.timezone(self.calendar_id.tz or "UTC")
        length = timedelta(minutes=self.minutes)
        first = begin - length
        work = self.env["crm.task.policy"]._work(
            self.calendar_id.sudo(), first - timedelta(days=1), end + timedelta(days=1)
        )
        day, last = pytz.utc.localize(first).astimezone(zone).date(), end + timedelta(days=1)
        result = []
        while day <= last.date():
            local = datetime.combine(day, datetime.min.time())
            local += timedelta(minutes=round(self.hour * 60))
            start = zone.localize(local)
            naive = start.astimezone(pytz.utc).replace(tzinfo=None)
            works = any(opens.astimezone(zone).date() == day for opens, _closes in work)
            if works and begin < naive + length <= end:
                result.append((naive, naive + length))
            day += timedelta(days=1)
        return result

    @api.model
    def _next(self, companies):
        """:return: (slot, start, end) of the sorting that ends next, or None."""
        now = fields.Datetime.now()
        slots = self.sudo().search(Domain("company_id", "in", [False, *companies.ids]))
        coming = [
            (times[0][1], times[0][0], slot)
            for slot in slots
            if (times := slot._times(now, now + LOOK_AHEAD))
        ]
        if not coming:
            return None
        end, start, slot = min(coming, key=lambda found: found[:2])
        return slot, start, end

    # --------------------------------------------------------------- alerts

    @api.model
    def _cron_check(self):
        """Count what was not sorted in time and tell of it, in one transaction: a run that is
        killed has done both or neither, and the next one takes up where it began."""
        now = fields.Datetime.now()
        breaches = self.env["crm.sorting.breach"]
        for slot in self.search([("active", "=", True)]):
            since = max(slot.checked_until or slot.create_date, now - LOOK_BACK)
            times = slot._times(since, now)
            for start, end in times:
                breaches |= breaches._record(slot, start, end)
            if times:
                slot.checked_until = times[-1][1]
        for company, rows in breaches.grouped("company_id").items():
            self._alert(company, rows)

    def _alert(self, company, breaches):
        """On the screen at once; and, for who has no browser open, in the inbox or by e-mail, as
        each person has chosen in his preferences. Once: a breach is counted once."""
        Activity = self.env["mail.activity"]
        url = f"{company.get_base_url()}/odoo/sorting-desk"
        for user in self._watchers(company):
            texts = breaches.with_context(lang=user.lang or self.env.lang, tz=user.tz)
            title, text = texts._alert_texts()
            Activity._notify_screen(user, [{"lead_id": False, "title": title, "text": text}])
            self.env["mail.thread"].with_context(lang=user.lang or self.env.lang).message_notify(
                partner_ids=user.partner_id.ids,
                subject=title,
                body=Markup('<p><a href="%s">%s</a></p><p>%s</p>') % (url, title, text),
                author_id=company.partner_id.id,
                force_send=False,  # queued: the letter leaves after the commit
            )
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _watchers(self, company):
        """Sorters and directors of the company, or who stands in for them."""
        groups = ("group_request_sorter", "group_director")
        people = self.env["res.users"].union(
            *(self.env.ref(f"crm_sales_flow.{name}").sudo().all_user_ids for name in groups)
        )
        people = people.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
        return people.browse().union(*(person._flow_on_duty() for person in people))
