"""V03: what is posted to us is believed only from Mailchimp, and understood or refused."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_mailchimp_sync.client import webhook
from simulators.mailchimp import hooks

NOW = 1_780_000_000
BODY = hooks.body_of("unsubscribe", "a1", datetime(2026, 3, 1), email="Anna@B.ru", action="unsub")


def test_V03_the_signature_of_mailchimp_is_right():
    header = hooks.signature("secret", BODY, NOW)
    assert webhook.is_signed("secret", BODY, header, NOW + 299)
    assert header == webhook.sign("secret", BODY, NOW)


@pytest.mark.parametrize(
    "header",
    [
        "",
        None,
        "t=,v1=",
        "t=abc,v1=00",
        f"t={NOW}",
        f"t={NOW},v1=" + "0" * 64,
        f"t={NOW},v1=привет",
        f"t={'9' * 40},v1=00",
        hooks.signature("other", BODY, NOW),
        hooks.signature("secret", BODY + b"&x=1", NOW),
        hooks.signature("secret", BODY, NOW - 301),
        hooks.signature("secret", BODY, NOW + 301),
    ],
)
def test_V03_forged_and_old_signatures(header):
    assert not webhook.is_signed("secret", BODY, header, NOW)


def test_V03_two_signatures_while_the_secret_changes():
    right = hooks.signature("secret", BODY, NOW).partition(",")[2]
    assert webhook.is_signed("secret", BODY, f"t={NOW},v1=00,{right}", NOW)


def test_V03_an_event_is_read():
    event = webhook.parse(BODY)
    assert (event.kind, event.email, event.list_id) == ("unsubscribe", "anna@b.ru", "a1")
    assert event.data["action"] == "unsub"


def test_V03_nested_keys_of_a_profile():
    merges = {"EMAIL": "a@b.ru", "FNAME": "Анна"}
    event = webhook.parse(hooks.body_of("profile", "a1", datetime(2026, 3, 1), merges=merges))
    assert event.data["merges.FNAME"] == "Анна"


@pytest.mark.parametrize("kind", ["cleaned", "upemail"])
def test_V03_events_without_fields_of_the_person(kind):
    data = {"email": "a@b.ru", "new_email": "n@b.ru", "old_email": "a@b.ru", "reason": "hard"}
    assert webhook.parse(hooks.body_of(kind, "a1", datetime(2026, 3, 1), **data)).kind == kind


def test_V03_the_same_delivery_has_the_same_key():
    again = hooks.body_of("unsubscribe", "a1", datetime(2026, 3, 1), email="anna@b.ru",
                          action="unsub")  # fmt: skip
    later = hooks.body_of("unsubscribe", "a1", datetime(2026, 3, 2), email="anna@b.ru")
    keys = [webhook.parse(body).key for body in (BODY, again, later)]
    assert keys[0] == keys[1] != keys[2]


@given(st.binary(max_size=500))
def test_V03_nothing_posted_breaks_the_reading(body):
    event = webhook.parse(body)
    assert event is None or event.kind in webhook.TYPES


@given(st.text(max_size=200))
def test_V03_no_header_breaks_the_check(header):
    assert not webhook.is_signed("secret", b"x", header, NOW)


def test_V03_too_many_fields_are_not_read():
    assert webhook.parse(b"&".join(b"data[x%d]=1" % n for n in range(300))) is None
