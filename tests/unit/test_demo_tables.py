"""The tables of the demo company are whole, and nobody real can be meant by them."""

import random
import re
from datetime import datetime, timedelta

import pytest

from demo import catalogue, clients, deals, desk, records
from demo.clock import Clock
from demo.pace import NAMES, moments

WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)
KEYS = {key for key, *_rest in clients.FIRMS} | {key for key, *_rest in clients.PERSONS}
PRODUCTS = {row[0] for row in (*catalogue.EQUIPMENT, *catalogue.GOODS, *catalogue.SERVICES)}


class StillClock(Clock):
    def __init__(self, moment):
        self.real = self.moment = moment


@pytest.mark.parametrize("number", [1, 1037, 5205])
def test_taxpayer_numbers_are_right_and_of_no_region(number):
    text = records.inn(number)
    check = sum(w * int(d) for w, d in zip(WEIGHTS, text[:9], strict=True)) % 11 % 10
    assert re.fullmatch(r"00\d{8}", text) and check == int(text[9])
    ogrn = records.ogrn(number)
    assert re.fullmatch(r"12400\d{8}", ogrn) and int(ogrn[:12]) % 11 % 10 == int(ogrn[12])


def test_telephone_numbers_belong_to_nobody():
    assert records.phone(495, 117) == "+7 495 000-01-17"


def test_every_deal_names_a_client_products_and_a_step():
    rows = deals.ALL
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        assert row.client.startswith("+") or row.client in KEYS
        assert row.goal in NAMES and row.start > row.end
        for item in row.lines.split():
            assert item.split("*")[0].rpartition("_")[0] in PRODUCTS


def test_a_client_has_one_open_deal_at_a_time():
    """Otherwise the letter of the second deal would be hung on the first."""
    lives = {}
    for row in deals.ALL:
        closed = row.goal == "won" or "lost" in row.options
        lives.setdefault(row.client, []).append((row.start, row.end if closed else -1))
    for client, spans in lives.items():
        spans.sort(reverse=True)
        for (_start, end), (start, _end) in zip(spans, spans[1:], strict=False):
            assert end > start, client


@pytest.mark.parametrize("day", range(7))
def test_steps_follow_each_other_and_end_before_now(day):
    """Whatever day of the week, and whatever hour, the demo is built."""
    for hour in (0, 7, 12, 23):
        clock = StillClock(datetime(2026, 11, 16, hour) + timedelta(days=day))
        for row in deals.ALL:
            found = moments(clock, random.Random(row.key), row.start, row.end, row.goal)
            times = [moment for _step, moment in found]
            assert times == sorted(times) and times[-1] <= clock.real, row.key
            assert found[-1][0] == row.goal


def test_the_desk_shows_every_kind_of_waiting():
    assert {row[6] for row in desk.WAITING} == {"register", "sort", "assign"}
