import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.phone import phone_key
from crm_sales_flow.tools.request_search import phone_ranges, searched_text, words


def test_E08_text_is_folded():
    assert (
        searched_text((None, "A\x00B"), "<p>Ёж&nbsp;&amp; <b>К</b>о</p>") == "ab еж & ко ab еж ко "
    )
    assert words("Ёж  НАСОС в 12") == [" еж ", "насос", " 12 "]


def test_E08_words_of_two_letters_stand_between_spaces():
    text = searched_text(("Установка УЗ-200, РЛ50 и ж/д",), "<p>AI, да</p>")
    assert all(word in text for word in (" уз ", " рл ", " 50 ", " ai ", "установка уз-200"))
    assert words("УЗ") == [" уз "]
    assert not words("з")
    assert " ст " not in text and " 20 " not in text


@pytest.mark.parametrize("text", ["насос", "495", "12-34", "ISO 100 200", "a@b.ru", ""])
def test_E08_not_every_number_is_a_phone(text):
    assert not phone_ranges(text)


@given(st.integers(10**9, 10**10 - 1), st.integers(5, 10))
def test_E08_a_beginning_of_a_phone_finds_it(number, length):
    key = phone_key(str(number))
    for prefix in ("", "8", "7", "+7"):
        typed = f"{prefix}{str(number)[:length]}"
        assert any(first <= key <= last for first, last in phone_ranges(typed)), typed


@given(st.text(max_size=60))
def test_C03_no_text_raises(text):
    for first, last in phone_ranges(text):
        assert first < last
    words(text)
    searched_text((text,), text)
