"""Sums in Russian words: declension, gender, rounding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.amount_words import ROUBLES, declined, rouble_words, split_amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Ноль рублей 00 копеек"),
        (1, "Один рубль 00 копеек"),
        (2.02, "Два рубля 02 копейки"),
        (5.5, "Пять рублей 50 копеек"),
        (11.11, "Одиннадцать рублей 11 копеек"),
        (21.21, "Двадцать один рубль 21 копейка"),
        (112, "Сто двенадцать рублей 00 копеек"),
        (1001, "Одна тысяча один рубль 00 копеек"),
        (2000, "Две тысячи рублей 00 копеек"),
        (
            1234567.89,
            "Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь рублей 89 копеек",
        ),
        (-3.5, "Минус три рубля 50 копеек"),
    ],
)
def test_amount_is_written_as_on_an_invoice(amount, words):
    assert rouble_words(amount) == words


@pytest.mark.parametrize(
    ("amount", "parts"),
    [(0.005, (0, 1)), (1.994999, (1, 99)), (99.995, (100, 0)), (0.1 + 0.2, (0, 30))],
)
def test_half_a_kopeck_is_rounded_up(amount, parts):
    assert split_amount(amount) == parts


@given(st.integers(0, 10**12))
def test_the_noun_fits_the_number(number):
    expected = ROUBLES[2]
    if number % 10 == 1 and number % 100 != 11:
        expected = ROUBLES[0]
    elif number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        expected = ROUBLES[1]
    assert declined(number, ROUBLES) == expected
