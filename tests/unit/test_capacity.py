"""L11: when a piece of work is ready on a machine with a calendar and with other work."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.capacity import finish, without
from crm_sales_flow.tools.working_minutes import merged

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2)


def day(number, begin=9, end=17):
    start = MONDAY + timedelta(days=number)
    return start + begin * HOUR, start + end * HOUR


WEEK = [day(number) for number in range(5)]


def test_L11_work_goes_over_the_night():
    assert finish(WEEK, [], MONDAY, 60) == MONDAY + 10 * HOUR
    assert finish(WEEK, [], MONDAY, 9 * 60) == MONDAY + timedelta(days=1) + 10 * HOUR
    assert finish(WEEK, [], MONDAY + 16 * HOUR, 120) == MONDAY + timedelta(days=1) + 10 * HOUR


def test_L11_work_begins_anew_behind_other_work():
    busy = [day(0, 10, 12)]
    assert finish(WEEK, busy, MONDAY, 60) == MONDAY + 10 * HOUR
    assert finish(WEEK, busy, MONDAY, 120) == MONDAY + 14 * HOUR
    overnight = [(day(0)[0] + 6 * HOUR, day(1)[0] + HOUR)]
    assert finish(WEEK, overnight, MONDAY, 7 * 60) == MONDAY + timedelta(days=1) + 17 * HOUR


def test_L11_no_time_is_no_day():
    assert finish([], [], MONDAY, 1) is None
    assert finish(WEEK, [(MONDAY, MONDAY + timedelta(days=9))], MONDAY, 1) is None
    assert finish(WEEK, [], MONDAY, 41 * 60) is None


@given(
    st.lists(st.tuples(st.integers(0, 119), st.integers(1, 30)), max_size=6),
    st.integers(0, 100),
    st.integers(1, 600),
)
def test_L11_the_work_never_meets_other_work(taken, start, minutes):
    """All working time from its beginning to its end is its own."""
    busy = merged((MONDAY + a * HOUR, MONDAY + (a + length) * HOUR) for a, length in taken)
    moment = end = finish(WEEK, busy, MONDAY + start * HOUR, minutes)
    if end is None:
        return
    while minutes:
        moment -= timedelta(minutes=1)
        assert moment >= MONDAY + start * HOUR
        if any(begin <= moment < stop for begin, stop in WEEK):
            assert not any(begin <= moment < stop for begin, stop in busy), (busy, end)
            minutes -= 1


def test_L11_free_time_is_what_other_work_leaves():
    assert without(WEEK[:1], [day(0, 10, 12), day(0, 16, 20)]) == [day(0, 9, 10), day(0, 12, 16)]
    assert without(WEEK[:2], [(MONDAY, MONDAY + timedelta(days=1))]) == WEEK[1:2]
