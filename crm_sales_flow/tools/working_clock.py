"""A clock that runs in working time only, in a form that a database can read.

The working intervals become three lists: where each begins (seconds), how many minutes it has,
and how many minutes went before it. What the clock shows at a moment is found by one binary
search; the difference of two readings is the working time between them.
"""

from bisect import bisect_right
from typing import NamedTuple

from .working_minutes import merged


class WorkingClock(NamedTuple):
    begins: list
    lengths: list
    before: list

    @classmethod
    def of(cls, intervals):
        """:param intervals: pairs of moments that know their time zone."""
        begins, lengths, before, passed = [], [], [], 0.0
        for opens, closes in merged(intervals):
            minutes = (closes - opens).total_seconds() / 60
            begins.append(opens.timestamp())
            lengths.append(minutes)
            before.append(passed)
            passed += minutes
        return cls(begins, lengths, before)

    def at(self, seconds):
        """What the clock shows at a moment, in minutes since its first interval."""
        place = bisect_right(self.begins, seconds) - 1
        if place < 0:
            return 0.0
        inside = (seconds - self.begins[place]) / 60
        return self.before[place] + min(inside, self.lengths[place])
