"""Days of people in the moments of the database."""

from datetime import datetime, time

import pytz


def utc_of_day(day, zone, clock=time.min):
    """The moment at which a clock shows ``clock`` on ``day``.

    :param zone: name of the time zone of that clock; without one it is UTC.
    :return datetime: naive UTC, as the database keeps it.
    """
    local = pytz.timezone(zone or "UTC").localize(datetime.combine(day, clock))
    return local.astimezone(pytz.utc).replace(tzinfo=None)
