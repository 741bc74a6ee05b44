"""Arithmetic on working time: plain intervals in, plain moments out.

An interval is a pair ``(start, end)`` of comparable datetimes. Where the intervals come from (a
calendar with its days off, a test) is the caller's business.
"""

from datetime import timedelta


def merged(intervals):
    """Sort, drop the empty ones and join those that touch or overlap."""
    result = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def spend(start, minutes, intervals):
    """Count ``minutes`` of working time from ``start``.

    :return: ``(moment, 0)`` when the time was found, else ``(None, minutes still to find)``.
        Zero minutes end at the first working moment that is not before ``start``.
    """
    left = timedelta(minutes=minutes)
    for opens, closes in merged(intervals):
        begin = max(start, opens)
        if begin >= closes:
            continue
        if begin + left <= closes:
            return begin + left, 0
        left -= closes - begin
    return None, left / timedelta(minutes=1)


def minutes_between(start, end, intervals):
    """Working minutes from ``start`` to ``end``; 0 when ``end`` is not after ``start``."""
    total = timedelta()
    for opens, closes in merged(intervals):
        total += max(min(end, closes) - max(start, opens), timedelta())
    return total / timedelta(minutes=1)
