"""D05: what websites post is read, whatever they call it and whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.form_post import agreed, full_text, is_test, read_post


def test_D05_usual_names_are_known_and_others_are_kept():
    post = read_post({" Имя ": "Анна", "TEL": 84957654321, "Цвет": "красный", "formid": "f1"})
    assert post.values == {"contact_name": "Анна", "phone": "84957654321"}
    assert post.rest == {"Цвет": "красный"}
    assert full_text(post) == "Цвет: красный"
    assert not post.errors


def test_D03_marks_of_the_page_are_read():
    page = "https://s.ru/?utm_source=yandex&utm_term=%D0%BD%D0%B0%D1%81%D0%BE%D1%81%00"
    values = read_post({"phone": "84957654321", "page": page, "utm_source": "google"}).values
    assert (values["told_source"], values["utm_term"]) == ("google", "насос")


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"phone": "required"}),
        ({"phone": ""}, {"phone": "required"}),
        ({"email": "a@b.ru"}, {}),
        ({"phone": "1234"}, {"phone": "invalid"}),
        ({"phone": "123456", "email": "a@b"}, {"email": "invalid"}),
        ({"phone": "123456", "email": "a b@c.ru"}, {"email": "invalid"}),
        ({"phone": "123456", "email": "a@b.ru, c@d.ru"}, {"email": "invalid"}),
        ({"phone": ["1"]}, {"phone": "text"}),
        ({"phone": "123456", "x": "y" * 20_001}, {"x": "long"}),
    ],
)
def test_D02_wrong_fields_are_named(data, errors):
    assert read_post(data).errors == errors


def test_D05_test_of_a_builder():
    assert is_test({"test": "test"}) and is_test({"test": "test", "key": "1"})
    assert not is_test({}) and not is_test({"test": "1", "phone": "2"})


@pytest.mark.parametrize(
    ("text", "yes"), [("yes", True), ("1", True), ("0", False), ("Нет", False)]
)
def test_D05_consent(text, yes):
    assert agreed({"consent": text}) is yes
    assert agreed({}) is False


KEYS = st.text(max_size=20) | st.sampled_from(["phone", "page", "email", "text", "utm_term"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_D05_any_data_is_survived(data):
    post = read_post(data)
    for text in (*post.values.values(), *post.rest, *post.rest.values(), full_text(post)):
        assert "\x00" not in text
        text.encode()
    assert is_test(data) in (True, False)
