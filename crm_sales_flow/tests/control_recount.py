from datetime import timedelta, timezone
from zoneinfo import ZoneInfo

from .control_papers import ControlPapers
from .control_world import END, MOSCOW, minutes_by_days

DAY = 9 * 60  # working minutes


def cents(amount):
    return round(amount * 100)


def word(text):
    return (text or "").strip().lower() or False


def local_day(moment, zone=MOSCOW):
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()


class ControlRecount(ControlPapers):
    """What came, what was promised and what was kept, recounted from the lives in plain Python."""

    def figures(self, model, groupby, aggregates, domain=(), user="director"):
        records = self.as_user(user, self.env[model]).with_context(tz="Europe/Moscow")
        rows = records._read_group(domain, groupby, aggregates)
        return {
            tuple(row[: len(groupby)]) if len(groupby) > 1 else row[0]: row[len(groupby) :]
            for row in rows
        }

    @property
    def moment(self):
        """The reports judge what is open by the clock of the database."""
        return max(self.env.cr.now(), END)

    def sees(self, login, team, user):
        """Whose deals a person sees; each of them looks at his own desk only."""
        if login in ("director", "marketer"):
            return True
        if login == "head":
            own = team in (self.team | self.sub_unit) or team and not team.flow_enabled
            return bool(own) or user == self.users[login]
        return user == self.users[login]

    def in_process(self, lives):
        return [life for life in lives if life.team != self.outside]

    def check_rows(self, found, expected):
        """Groups of a report against those of the recount, numbers to the sixth place."""
        self.assertEqual(set(found), set(expected))
        for key, values in expected.items():
            with self.subTest(group=key):
                for value, figure in zip(values, found[key], strict=True):
                    if value is None or figure is None:
                        self.assertEqual(figure or None, value or None)
                    else:
                        self.assertAlmostEqual(figure, float(value), 6)

    # ---------------------------------------------------------------- funnel

    def reached(self, life):
        """Index of the furthest stage, or None of a life that never was a deal of the process."""
        stood = [x.stage for x in life.visits + life.merged if x.kind == "stage"]
        return max(map(self.order_of_stages.index, stood), default=None)

    def days(self, life, stage):
        spent = [
            minutes_by_days(x.begun, x.out or END)
            for x in life.visits
            if x.kind == "stage" and x.stage == stage
        ]
        return sum(spent) / DAY if spent and not stage.is_won else None

    def begun(self, life):
        return min(x.begun for x in life.visits + life.merged if x.kind == "stage")

    # ----------------------------------------------------------- first contact

    def answer(self, life):
        """What became of the promise to call within the hour."""
        if life.contact:
            return "in_time" if life.contact <= life.promise else "late"
        gone = life.archived or life.status == "lost"
        if gone and life.closed and life.closed <= life.promise:
            return "closed"
        return "open" if self.moment < life.promise else "missed"

    def waited(self, life):
        if life.contact:
            return minutes_by_days(min(life.registered, life.contact), life.contact)

    # -------------------------------------------------------------------- tasks

    def timely(self, task):
        if not task.done:
            return "overdue" if self.moment > task.due else "open"
        return "late" if task.done > task.due or task.reminded else "in_time"

    def lateness(self, task):
        if self.timely(task) in ("late", "overdue"):
            spent = (task.done or self.moment) - task.due
            return max(spent / timedelta(hours=1), 0)

    # ---------------------------------------------------------------- promises

    def days_over(self, order):
        """Days of the company between the first promise and the shipment, or today."""
        zone = ZoneInfo(self.env.company.resource_calendar_id.tz or "UTC")
        shipped = local_day(order.shipped or self.env.cr.now(), zone)
        return (shipped - local_day(order.promised, zone)).days

    def kept(self, order):
        if order.shipped:
            return "kept" if self.days_over(order) <= 0 else "broken"
        return "overdue" if self.days_over(order) > 0 else "open"

    def days_late(self, order):
        if self.kept(order) in ("broken", "overdue"):
            return self.days_over(order)

    # ----------------------------------------------------------------- service

    def served(self, life):
        signed = [x for x in self.contracts if x.life is life and x.state in ("active", "closed")]
        if signed:
            return "contract"
        return "agreed" if life.outcome == "contract" else life.outcome or "none"

    def won(self, lives):
        return [x for x in self.in_process(lives) if x.is_deal and x.status == "won"]

    def check_overrides(self):
        """Who was let past a condition has come further by it, once."""
        for override in self.env["crm.stage.override"].search([]):
            self.assertTrue(override.consumed_at)
            self.assertEqual(override.history_id.lead_id, override.lead_id)
