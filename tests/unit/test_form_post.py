"""D05: what websites post is read, whatever they call it and whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.form_post import agreed, full_text, is_test, join_fields, read_post


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


@pytest.mark.parametrize("name", ["utm_campaign", "utm_term", "yclid", "gclid", "consent_version"])
def test_D03_a_long_mark_of_the_page_costs_no_request(name):
    post = read_post({"phone": "84957654321", name: "x" * 201})
    assert not post.errors
    assert "x" * 200 in post.values.values()


def test_D05_what_a_person_typed_too_long_is_named():
    for name in ("name", "company", "subject"):
        assert list(read_post({"phone": "84957654321", name: "x" * 201}).errors.values()) == [
            "long"
        ]


def test_D05_long_key_of_a_repeated_post_is_kept_whole():
    uid = "u" * 300
    assert read_post({"phone": "84957654321", "request_uid": uid}).values["request_uid"] == uid


def test_D05_several_values_of_a_field_are_one_text():
    pairs = [
        ("phone", "84957654321"),
        ("Товар", "Насос"),
        ("Что нужно", "шеф-монтаж"),
        ("Что нужно", "обучение"),
        ("Что нужно", ""),
        ("Товар", "Камера"),
        ("phone", "84951112233"),
        ("utm_source", "yandex"),
        ("utm_source", "google"),
    ]
    post = read_post(join_fields(pairs))
    assert post.values == {
        "phone": "84957654321",
        "product": "Насос, Камера",
        "told_source": "yandex",
    }
    assert post.rest == {"Что нужно": "шеф-монтаж, обучение", "phone 2": "84951112233"}


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
