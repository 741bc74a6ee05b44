"""Calls of the exchange = calls here: what is different, call by call. Pure."""

from typing import NamedTuple

MISSING_HERE, MISSING_THERE = "missing_here", "missing_there"
RESULT, PERSON, ENDED, DURATION = "result", "person", "ended", "duration"

DRIFT = 5.0  # seconds: the history is rounded, and written a moment after the events


class Told(NamedTuple):
    """What both sides say of a call."""

    result: str
    person: str  # who answered; one name for all phones of an employee
    ended_at: float
    talk_seconds: float


class Difference(NamedTuple):
    kind: str
    linkedid: str
    there: object = None
    here: object = None


def differences(there, here):
    """:param there: dict linkedid -> :class:`Told`, of the exchange; ``here`` the same of ours.
    :return: list of :class:`Difference`, one call after another."""
    found = [Difference(MISSING_HERE, key) for key in there if key not in here]
    found += [Difference(MISSING_THERE, key) for key in here if key not in there]
    for key in there.keys() & here.keys():
        found += _of_call(key, there[key], here[key])
    return sorted(found, key=lambda difference: (difference.linkedid, difference.kind))


def _of_call(key, there, here):
    if there.result != here.result:
        yield Difference(RESULT, key, there.result, here.result)
    elif there.person != here.person:
        yield Difference(PERSON, key, there.person, here.person)
    if abs(there.ended_at - here.ended_at) > DRIFT:
        yield Difference(ENDED, key, there.ended_at, here.ended_at)
    if there.result == here.result and abs(there.talk_seconds - here.talk_seconds) > DRIFT:
        yield Difference(DURATION, key, there.talk_seconds, here.talk_seconds)
