"""S10: the days of the visits of a service contract."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.visit_plan import visit_days

START = date(2026, 1, 12)
YEAR = START + timedelta(days=364)


def test_S10_two_visits_stand_in_the_middle_of_each_half():
    assert visit_days(START, YEAR, 2) == [date(2026, 4, 13), date(2026, 10, 12)]


def test_S10_on_call_has_no_planned_visits():
    assert visit_days(START, YEAR, 0) == []
    assert visit_days(START, START - timedelta(days=1), 4) == []


def test_S10_a_short_contract_has_one_visit_at_least():
    assert len(visit_days(START, START + timedelta(days=20), 1)) == 1
    assert visit_days(START, START, 1) == [START]


@given(st.integers(0, 1500), st.integers(1, 52), st.integers(0, 6))
def test_S10_days_are_in_order_inside_the_period(length, per_year, shift):
    start = START + timedelta(days=shift)
    end = start + timedelta(days=length)
    days = visit_days(start, end, per_year)
    assert days == sorted(days)
    assert all(start <= day <= end for day in days)
    assert len(days) == max(1, round(per_year * (length + 1) / 365.25))
    if length >= 3:
        assert all(day.weekday() < 5 for day in days)
