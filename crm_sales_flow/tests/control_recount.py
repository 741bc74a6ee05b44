from collections import defaultdict
from datetime import datetime, timedelta, timezone
from operator import attrgetter
from statistics import mean
from zoneinfo import ZoneInfo

from .control_papers import ControlPapers
from .control_world import END, MOSCOW, minutes_by_days


def cents(amount):
    return round(amount * 100)


def word(text):
    return (text or "").strip().lower() or False


def local_day(moment, zone=MOSCOW):
    return moment.replace(tzinfo=timezone.utc).astimezone(zone).date()


def grouped(rows, key):
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


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

    # ---------------------------------------------------------------- what came

    def check_requests(self):
        """Robots and unreadable letters are none; a request is its lead's manager's (Z02)."""
        counted = [x for x in self.asked if x.state not in ("filtered", "broken")]
        names = ["request_count:sum", "dropped_count:sum"]
        keys = {
            "team_id": lambda x: x.team,
            "source_id": lambda x: x.source,
            "keyword": lambda x: word(x.word),
            "segment_id": lambda x: x.client.activity_segment_id,
            "user_id": lambda x: x.life.user if x.life else self.env["res.users"],
            "date:month": lambda x: local_day(x.registered).replace(day=1),
        }
        for name, key in keys.items():
            found = self.figures("crm.effect.report", [name], names, [("kind", "=", "request")])
            expected = {
                value: (len(rows), sum(x.state == "dropped" for x in rows))
                for value, rows in grouped(counted, key).items()
            }
            with self.subTest(by=name):
                self.check_rows(found, expected)

    # ------------------------------------------------------------------- money

    def check_margin(self):
        rows = self.shares()
        nobody, facts = self.env["crm.lead"], attrgetter("paid", "margin", "left", "total")
        names = ["amount_paid:sum", "margin:sum", "amount_left:sum", "amount_total:sum"]
        found = self.figures("crm.money.report", ["lead_id"], names)
        expected = {
            lead: [sum(facts(x)[place] for x in some) for place in range(len(names))]
            for lead, some in grouped(rows, lambda x: x.life.lead if x.life else nobody).items()
        }
        self.check_rows(found, expected)
        words = self.figures("crm.effect.report", ["keyword"], names[:2], [("kind", "=", "money")])
        expected = {
            value: [sum(x.paid for x in some), sum(x.margin for x in some)]
            for value, some in grouped(rows, lambda x: word(x.life and x.life.word)).items()
        }
        self.check_rows(words, expected)

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

    def share_of(self, states, good="in_time", whole=("in_time", "late", "missed", "overdue")):
        judged = [state == good for state in states if state in whole]
        return 100 * mean(judged) if judged else None

    def check_contacts(self, lives):
        """The first contact, the share within the hour, by what it is known (Z06)."""
        names = ["__count", "minutes:avg", "in_time_share:avg"]
        ours = [x for x in self.in_process(lives) if x.promise]
        keys = {
            "user_id": lambda x: x.user,
            "team_id": lambda x: x.team,
            "state": self.answer,
            "kind": lambda x: x.kind or False,
            "source_id": lambda x: x.source,
        }
        for name, key in keys.items():
            found = self.figures("crm.contact.report", [name], names)
            expected = {}
            for value, some in grouped(ours, key).items():
                minutes = [self.waited(x) for x in some if x.contact]
                states = [self.answer(x) for x in some]
                average = mean(minutes) if minutes else None
                expected[value] = (len(some), average, self.share_of(states))
            with self.subTest(by=name):
                self.check_rows(found, expected)

    # -------------------------------------------------------------------- tasks

    def timely(self, task):
        if not task.done:
            return "overdue" if self.moment > task.due else "open"
        return "late" if task.done > task.due or task.reminded else "in_time"

    def lateness(self, task):
        if self.timely(task) in ("late", "overdue"):
            spent = (task.done or self.moment) - task.due
            return max(spent / timedelta(hours=1), 0)

    def check_tasks(self, lives):
        """Done in time, late, open; how late on average (A10)."""
        pairs = [(life, task) for life in self.in_process(lives) for task in life.tasks]
        keys = {
            "user_id": lambda one: one[1].user,
            "team_id": lambda one: one[0].team,
            "state": lambda one: self.timely(one[1]),
            "due_at:month": lambda one: self.month(one[1].due),
        }
        names = ["__count", "late_hours:avg", "in_time_share:avg"]
        for name, key in keys.items():
            found = self.figures("crm.task.report", [name], names)
            expected = {}
            for value, some in grouped(pairs, key).items():
                hours = [h for _life, x in some if (h := self.lateness(x)) is not None]
                states = [self.timely(x) for _life, x in some]
                late = mean(hours) if hours else None
                expected[value] = (len(some), late, self.share_of(states))
            with self.subTest(by=name):
                self.check_rows(found, expected)

    def month(self, moment):
        day = local_day(moment).replace(day=1)
        return datetime(day.year, day.month, day.day)

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

    def check_promises(self):
        """By the day promised first, whatever it was moved to (Z08)."""
        names = ["__count", "late_days:avg", "kept_share:avg"]
        for name, key in {
            "user_id": lambda x: x.life.user or x.record.user_id,
            "team_id": lambda x: x.life.team,
            "state": self.kept,
        }.items():
            found = self.figures("crm.promise.report", [name], names)
            expected = {}
            for value, some in grouped(self.promised, key).items():
                days = [d for x in some if (d := self.days_late(x)) is not None]
                share = self.share_of(map(self.kept, some), "kept", ("kept", "broken", "overdue"))
                expected[value] = (len(some), mean(days) if days else None, share)
            with self.subTest(by=name):
                self.check_rows(found, expected)

    # ----------------------------------------------------------------- service

    def served(self, life):
        signed = [x for x in self.contracts if x.life is life and x.state in ("active", "closed")]
        if signed:
            return "contract"
        return "agreed" if life.outcome == "contract" else life.outcome or "none"

    def won(self, lives):
        return [x for x in self.in_process(lives) if x.is_deal and x.status == "won"]

    def check_service(self, lives):
        """How many won deals have a contract behind them (Z09)."""
        for name, key in {
            "outcome": self.served,
            "user_id": lambda x: x.user,
            "team_id": lambda x: x.team,
        }.items():
            found = self.figures("crm.service.report", [name], ["__count", "attached_share:avg"])
            expected = {
                value: (len(some), 100 * mean(self.served(x) == "contract" for x in some))
                for value, some in grouped(self.won(lives), key).items()
            }
            with self.subTest(by=name):
                self.check_rows(found, expected)

    def check_overrides(self):
        """Who was let past a condition has come further by it, once."""
        for override in self.env["crm.stage.override"].search([]):
            self.assertTrue(override.consumed_at)
            self.assertEqual(override.history_id.lead_id, override.lead_id)

    def check_facts(self, lives):
        self.check_overrides()
        self.check_requests()
        self.check_margin()
        self.check_contacts(lives)
        self.check_tasks(lives)
        self.check_promises()
        self.check_service(lives)
