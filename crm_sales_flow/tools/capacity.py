"""When is a piece of work ready on a machine that works by a calendar? Pure (no odoo import)."""

from datetime import timedelta


def finish(working, busy, start, minutes):
    """The end of ``minutes`` of work in one piece, or None; see ``place``."""
    piece = place(working, busy, start, minutes)
    return piece and piece[1]


def place(working, busy, start, minutes):
    """Begin and end of ``minutes`` of work in one piece that begins not before ``start``.

    A piece may go over nights and breaks, and not over other work of the machine: then it begins
    anew behind that work.

    :param working: intervals (begin, end) of working time, in order, without overlaps.
    :param busy: intervals that are given to other work, in order.
    :return: (begin, end), or None when the working time is not enough.
    """
    since = None
    left = needed = timedelta(minutes=minutes)
    for begin, end in working:
        begin = max(begin, start)
        for taken, freed in busy:
            if freed <= begin or begin >= end:
                continue
            if taken >= end:
                break
            if taken - begin >= left:
                return since or begin, begin + left
            left, begin, since = needed, freed, None
        if begin >= end:
            continue
        since = since or begin
        if end - begin >= left:
            return since, begin + left
        left -= end - begin
    return None


def without(working, busy):
    """Working time that is not given to other work."""
    result = []
    for begin, end in working:
        for taken, freed in busy:
            if freed <= begin or taken >= end:
                continue
            if taken > begin:
                result.append((begin, taken))
            begin = min(max(begin, freed), end)
        if begin < end:
            result.append((begin, end))
    return result
