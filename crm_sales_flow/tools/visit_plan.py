"""Days of the visits of a service contract; no Odoo here."""

from datetime import timedelta

YEAR = 365.25


def visit_days(start, end, per_year):
    """Days spread evenly over the period: each visit stands in the middle of its share.

    :param date start: first day of the contract.
    :param date end: its last day.
    :param int per_year: visits in a year; a shorter period has its share, at least one visit.
    :return: list of dates in order, all of them working days (Mon-Fri) where the period has any.
    """
    length = (end - start).days + 1
    if per_year <= 0 or length <= 0:
        return []
    count = max(1, round(per_year * length / YEAR))
    share = length / count
    return [
        _workday(start + timedelta(days=int(share * (n + 0.5))), start, end) for n in range(count)
    ]


def _workday(day, start, end):
    """The nearest working day inside the period; the day itself when there is none."""
    for step in (0, 1, -1, 2, -2):
        near = day + timedelta(days=step)
        if near.weekday() < 5 and start <= near <= end:
            return near
    return day
