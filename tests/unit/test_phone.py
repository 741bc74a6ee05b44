"""The phone key: equal numbers in any spelling have equal keys."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.phone import phone_key

SPELLINGS = (
    "+7 (495) 123-45-67",
    "8 (495) 123-45-67",
    "8-495-123-45-67",
    "84951234567",
    "74951234567",
    "007 495 123 45 67",
    "8 10 7 495 123 45 67",
    "495 123-45-67",
    "(495) 1234567",
    "тел.: +7 495 123-45-67",
    "+7 495 123-45-67 доб. 104",
    "+7 495 123-45-67, доб 104",
    "8 495 123 45 67 вн. 12",
    "84951234567 ext. 3",
    "84951234567x12",
    "84951234567#12",
    "8 495 123-45-67, 8 495 765-43-21",
    "8, 495, 1234567",
    "８ (４９５) １２３－４５－６７",  # full-width, as from a copied page
    "+8 495 123-45-67".replace("+8", "8"),
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_russian_spellings_are_equal(text):
    assert phone_key(text) == "74951234567"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (None, ""),
        (False, ""),
        ("", ""),
        ("нет", ""),
        ("+", ""),
        ("104", "104"),
        ("доб. 104", "104"),
        ("12-34-56", "123456"),
        ("123-45-67", "1234567"),
        ("+49 30 123456", "004930123456"),
        ("0049 30 123456", "004930123456"),
        ("8 10 49 30 123456", "004930123456"),
        ("491701234567", "00491701234567"),
        ("+7 727 123 45 67", "77271234567"),
        ("+8 916 123-45-67", "79161234567"),
        ("0000000000", ""),
    ],
)
def test_other_numbers(text, key):
    assert phone_key(text) == key


def test_foreign_number_is_not_the_russian_one_with_the_same_digits():
    assert phone_key("+49 30 123456") != phone_key("4930123456")


@given(st.text(alphabet=st.sampled_from("0123456789 +-().,;/#xхдобext\n"), max_size=40) | st.text())
def test_key_of_a_key_is_the_key(text):
    key = phone_key(text)
    assert phone_key(key) == key
    assert key == "" or (key.isascii() and key.isdigit() and len(key) <= 20)


@given(
    st.from_regex(r"[3489][0-9]{9}", fullmatch=True), st.lists(st.sampled_from(" -()."), max_size=9)
)
def test_equal_forms_have_equal_keys(number, noise):
    spelled = "".join(a + b for a, b in zip(number, [*noise, *[""] * 10], strict=False))
    keys = {phone_key(prefix + spelled) for prefix in ("", "7", "8", "+7", "+7 ", "007", "8107")}
    assert keys == {f"7{number}"}


@given(st.from_regex(r"[1-9][0-9]{9}", fullmatch=True), st.integers(0, 99999))
def test_extension_does_not_matter(number, extension):
    assert phone_key(f"+7{number} доб. {extension}") == phone_key(f"8{number}")


def test_C03_no_text_holds_up_the_intake():
    began = time.thread_time()
    for text in ("1" + "доб" * 50_000, "1," * 80_000):
        assert len(phone_key(text)) < 30
    assert time.thread_time() - began < 1
