"""The demo company's clock: what is done inside happens at a moment of the past.

Records are made by the same methods that people call, and those ask for the present time in
three ways: `fields.Datetime.now()`, `fields.Date.today()` and the time of the transaction. All
three answer with the moment that the clock shows, so dates, deadlines, histories and messages
agree with each other without being written over afterwards.
"""

from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time, timedelta, timezone
from unittest.mock import patch

import pytz

MOSCOW = pytz.timezone("Europe/Moscow")
# Where Odoo's code asks Python for the time: module, names of the classes in it.
ASKED = (
    ("odoo.orm.fields_temporal", ("datetime", "date")),
    ("odoo.addons.mail.models.mail_activity", ("date",)),
    ("odoo.addons.mrp.models.mrp_workorder", ("datetime",)),
)


class Clock:
    """Shows one moment (naive UTC) until it is set to another."""

    def __init__(self, env):
        self.env = env
        self.real = datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)
        self.moment = self.real

    def set(self, moment):
        """Finish what belongs to the former moment, then show `moment`."""
        self.env.cr.flush()
        self.moment = moment
        self.env.cr._now = moment

    @contextmanager
    def running(self):
        with ExitStack() as stack:
            for module, names in ASKED:
                for name in names:
                    stand_in = (_Datetime if name == "datetime" else _Date)(self)
                    stack.enter_context(patch(f"{module}.{name}", stand_in))
            yield self
            self.set(self.real)

    # ------------------------------------------------------------ moments

    def ago(self, days, hour=10.0):
        """The working day nearest to `days` before today, at `hour` of Moscow."""
        today = pytz.utc.localize(self.real).astimezone(MOSCOW).date()
        return self.at_work(moscow(today - timedelta(days=days), hour))

    def on(self, day, hour):
        return moscow(day, hour)

    def at_work(self, moment):
        """`moment`, brought into working hours of Mon-Fri 9-18, backwards over week-ends."""
        local = pytz.utc.localize(moment).astimezone(MOSCOW)
        day, hour = local.date(), local.hour + local.minute / 60
        if day.weekday() > 4:
            day -= timedelta(days=day.weekday() - 4)
        # The hour wraps round, so that not everything happens at nine o'clock.
        return moscow(day, 9 + (hour - 9) % 9 if not 9 <= hour < 18 else hour)


def moscow(day, hour):
    """Naive UTC of `hour` (a float) in Moscow on `day`."""
    wall = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
    return MOSCOW.localize(wall).astimezone(pytz.utc).replace(tzinfo=None)


class _StandIn:
    """Everything of the real class, except what it says of the present."""

    real = None

    def __init__(self, clock):
        self.clock = clock

    def __getattr__(self, name):
        return getattr(self.real, name)

    def __call__(self, *args, **kwargs):
        return self.real(*args, **kwargs)

    def __instancecheck__(self, value):
        return isinstance(value, self.real)


class _Date(_StandIn):
    real = date

    def today(self):
        return self.clock.moment.date()


class _Datetime(_StandIn):
    real = datetime

    def now(self, tz=None):
        moment = self.clock.moment
        return pytz.utc.localize(moment).astimezone(tz) if tz else moment

    def utcnow(self):
        return self.clock.moment

    today = now
