"""V02: what is sent fits what Mailchimp accepts, and equal data are sent once."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_mailchimp_sync import mapper
from crm_mailchimp_sync.client import limits, payload

TEXT = st.text(st.characters(codec="utf-8"), max_size=400)


@given(TEXT)
def test_V02_text_fits_into_255_bytes_and_stays_readable(text):
    cut = limits.cut(text)
    assert len(cut.encode()) <= 255
    assert text.startswith(cut)
    if len(text.encode()) <= 255:
        assert cut == text
    else:
        assert len(cut.encode()) > 255 - 4


def test_V02_russian_text_has_half_the_letters():
    assert limits.cut("я" * 300) == "я" * 127


@given(st.one_of(TEXT, st.none(), st.floats(), st.booleans()), st.sampled_from(limits.TYPES))
def test_V02_any_value_becomes_one_that_mailchimp_takes(value, kind):
    fitted = limits.fit(value, kind)
    assert isinstance(fitted, (str, int, float))
    if kind == "number" and fitted != "":
        assert isinstance(fitted, (int, float))
    assert len(str(fitted).encode()) <= 400


@pytest.mark.parametrize(
    ("value", "kind", "wanted"),
    [
        (date(2026, 3, 1), "date", "2026-03-01"),
        (datetime(2026, 3, 1, 12), "date", "2026-03-01"),
        ("01.03.2026", "date", ""),
        (False, "text", ""),
        (12.0, "number", 12),
        ("x", "number", ""),
        ("  a\n b\0", "text", "a b"),
    ],
)
def test_V02_values_by_type(value, kind, wanted):
    assert limits.fit(value, kind) == wanted


@pytest.mark.parametrize(
    ("tag", "right"),
    [("DEPT", True), ("DEPARTMENT1", False), ("dept", False), ("1A", False), ("", False)],
)
def test_V02_tags_of_merge_fields_have_ten_characters(tag, right):
    assert limits.is_tag(tag) is right


@given(TEXT)
def test_V02_names_of_tags_have_a_hundred_characters_and_our_prefix(value):
    name = limits.tag_name("odoo:", "equipment", value)
    assert len(name) <= 100 and name.startswith("odoo:equipment:") and "," not in name


@given(st.dictionaries(st.sampled_from("ABCDEF"), TEXT), st.lists(TEXT))
def test_V02_the_order_of_the_data_does_not_change_the_hash(fields, tags):
    other = dict(reversed(list(fields.items())))
    first = payload.canonical(fields, tags, "ru")
    second = payload.canonical(other, reversed(tags), "ru")
    assert payload.digest(first)
    assert payload.digest(payload.canonical(fields, [], "ru")) == payload.digest(
        payload.canonical(other, [], "ru")
    )
    assert [t.casefold() for t in first["tags"]] == [t.casefold() for t in second["tags"]]


@given(st.text(max_size=20), st.text(max_size=20))
def test_V02_another_value_is_another_hash(one, two):
    hashes = {payload.digest(payload.canonical({"A": value})) for value in (one, two)}
    assert len(hashes) == len({one, two})


def test_V03_a_row_names_a_status_only_to_stop():
    row = payload.upsert_item("a@b.ru", payload.canonical({"FNAME": "Anna"}), "subscribed")
    assert "status" not in row and row["status_if_new"] == "subscribed"
    assert payload.stop_item("a@b.ru")["status"] == "unsubscribed"


def test_V07_only_tags_of_our_own_are_taken_away():
    sent = ["odoo:equipment:Furnace", "VIP", "ODOO:segment:A"]
    assert payload.lost_tags(sent, ["odoo:Equipment:furnace"], "odoo:") == ["ODOO:segment:A"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Петров Иван Сергеевич", ("Иван Сергеевич", "Петров")),
        ("Анна Юрьевна Ким", ("Анна Юрьевна", "Ким")),
        ("Иван Петров", ("Иван", "Петров")),
        ("Анна Юрьевна", ("Анна Юрьевна", "")),
        ("Анна", ("Анна", "")),
        ("", ("", "")),
        ("John Ronald Reuel Tolkien", ("John", "Ronald Reuel Tolkien")),
    ],
)
def test_V02_first_and_last_name(name, wanted):
    assert mapper.first_and_last(name) == wanted


def test_V04_consent_of_the_person_is_one_with_an_address():
    row = {"timestamp_opt": "2026-03-01T10:00:00+00:00"}
    assert mapper.agreed_himself({**row, "ip_opt": "198.51.100.7"}) == datetime(2026, 3, 1, 10)
    assert mapper.agreed_himself({**row, "ip_opt": ""}) is None


@pytest.mark.parametrize(
    ("name", "first", "last", "wanted"),
    [
        ("Петрова Анна Юрьевна", "Анна Юрьевна", "Сидорова", "Сидорова Анна Юрьевна"),
        ("Анна Юрьевна Петрова", "Анна Юрьевна", "Сидорова", "Анна Юрьевна Сидорова"),
        ("Анна Петрова", "Инна", "Петрова", "Инна Петрова"),
        ("Анна", "Анна", "Петрова", "Анна Петрова"),
        ("", "Анна", "", "Анна"),
        (None, "Анна", "Петрова", "Анна Петрова"),
    ],
)
def test_V03_a_name_keeps_the_order_in_which_it_was_written(name, first, last, wanted):
    assert mapper.renamed(name, first, last) == wanted
