"""Working minutes: counting forward and measuring are each other's inverse."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.working_minutes import merged, minutes_between, spend

DAY = datetime(2026, 11, 23)
WEEK = [
    (DAY + timedelta(days=day, hours=9), DAY + timedelta(days=day, hours=18)) for day in range(5)
]

moments = st.integers(0, 6 * 1440).map(lambda minute: DAY + timedelta(minutes=minute))
intervals = st.lists(st.tuples(moments, moments), max_size=12)


def test_G02_one_hour_of_work():
    at = DAY + timedelta(hours=10, minutes=17)
    assert spend(at, 60, WEEK) == (DAY + timedelta(hours=11, minutes=17), 0)


def test_G02_the_rest_is_counted_on_the_next_working_day():
    at = DAY + timedelta(hours=17, minutes=50)
    assert spend(at, 60, WEEK) == (DAY + timedelta(days=1, hours=9, minutes=50), 0)


def test_time_that_is_not_found_is_returned():
    assert spend(WEEK[-1][0], 600, WEEK) == (None, 60)


@given(intervals)
def test_merged_is_sorted_disjoint_and_idempotent(pairs):
    result = merged(pairs)
    assert all(end < start for (_, end), (start, _) in zip(result, result[1:], strict=False))
    assert merged(result) == result


@given(moments, st.integers(0, 3000), intervals)
def test_counting_and_measuring_agree(start, minutes, pairs):
    moment, left = spend(start, minutes, pairs)
    if moment:
        assert left == 0
        assert minutes_between(start, moment, pairs) == minutes
    else:
        assert minutes_between(start, DAY + timedelta(days=30), pairs) == minutes - left


@given(moments, moments, moments, intervals)
def test_measuring_adds_up(first, second, third, pairs):
    a, b, c = sorted((first, second, third))
    whole = minutes_between(a, c, pairs)
    assert whole == minutes_between(a, b, pairs) + minutes_between(b, c, pairs)


@given(moments, st.integers(0, 500), st.integers(0, 500), intervals)
def test_more_minutes_never_end_earlier(start, minutes, more, pairs):
    near, _ = spend(start, minutes, pairs)
    far, _ = spend(start, minutes + more, pairs)
    assert far is None or (near is not None and near <= far)
