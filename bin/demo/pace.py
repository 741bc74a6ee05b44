"""When each step of a deal happens: between its beginning and its end, on working days."""

from datetime import timedelta

# Step and its weight: the share of the deal's time that passes before it.
STEPS = (
    ("convert", 2),
    ("selection", 3),
    ("proposal", 3),
    ("sent", 2),
    ("agreed", 7),
    ("ordered", 1),
    ("advance", 3),
    ("started", 2),
    ("produced", 16),
    ("delivery", 1),
    ("shipped", 2),
    ("installed", 5),
    ("attestation", 1),
    ("certified", 5),
    ("service", 1),
    ("answered", 2),
    ("closing", 1),
    ("balance", 3),
    ("papers", 2),
    ("won", 1),
)
# Steps of the first hours: hours after the request came. Some are called later than promised.
FIRST = (("register", 0), ("sort", 0.2), ("assign", 0.4), ("call", 0.8))
LATE_CALL = 1.3
NAMES = [name for name, _weight in FIRST + STEPS]
# The last hours before today's moment are left to what is going on right now.
NOW = timedelta(hours=3)


def moments(clock, chance, start, end, goal):
    """[(step, moment)] up to the step `goal`, in order, none of them in the future."""
    first = clock.ago(start, 9.2 + 5 * chance.random())
    latest = clock.real - NOW
    result = [(name, first + timedelta(hours=hours)) for name, hours in FIRST]
    if first.minute % 4 == 0:
        result[-1] = ("call", result[-1][1] + timedelta(hours=LATE_CALL))
    if goal in dict(FIRST):
        return [pair for pair in result if NAMES.index(pair[0]) <= NAMES.index(goal)]
    steps = STEPS[: NAMES.index(goal) - len(FIRST) + 1]
    last, begin = clock.ago(end, 16 + chance.random()), result[-1][1]
    total, passed = sum(weight for _name, weight in steps), 0
    for name, weight in steps:
        passed += weight
        moment = clock.at_work(begin + (last - begin) * (passed / total))
        moment = max(moment, result[-1][1] + timedelta(minutes=chance.randint(8, 50)))
        result.append((name, min(moment, latest)))
    return result
