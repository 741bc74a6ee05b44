"""What is told of a letter without Odoo: it never raises, whatever a stranger sends."""

import time
from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.letter import (
    MAX_UID,
    clean,
    envelope_of,
    letter_bytes,
    letter_print,
    letter_uid,
    text_of,
    with_message_id,
)
from crm_sales_flow.tools.letter_template import html_lines


def raw(headers, body="Нужен насос", charset="utf-8"):
    return (headers.replace("\n", "\r\n") + "\r\n\r\n" + body).encode(charset)


def test_C01_headers_in_encoded_words():
    envelope = envelope_of(
        raw(
            "Subject: =?windows-1251?B?z/Do4uXy?=\n"
            "From: =?koi8-r?Q?=E9=D7=C1=CE?= <i@x.ru>\nTo: A@B.ru"
        )
    )
    assert envelope.subject == "Привет"
    assert envelope.sender == "Иван <i@x.ru>"
    assert envelope.recipients == ("a@b.ru",)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_C01_headers_in_plain_8_bit(charset):
    letter = raw("Subject: Нужен насос\nFrom: i@x.ru", charset=charset)
    assert envelope_of(letter).subject == "Нужен насос"
    assert text_of(letter) == "Нужен насос"


@pytest.mark.parametrize(
    ("header", "robot"),
    [
        ("Auto-Submitted: auto-replied", "auto_reply"),
        ("Auto-Submitted: auto-generated; x", "auto_reply"),
        ("Auto-Submitted: no", ""),
        ("Precedence: bulk", "auto_reply"),
        ("Precedence: first-class", ""),
        ("X-Autoreply: yes", "auto_reply"),
        ("Subject: Автоматический ответ: запрос", "auto_reply"),
        ("Return-Path: <>", "bounce"),
        ("Content-Type: multipart/report; boundary=x", "bounce"),
        ("Subject: Запрос", ""),
    ],
)
def test_C08_robots_are_told_by_their_headers(header, robot):
    assert envelope_of(raw(header)).robot == robot


def test_C03_text_of_html_and_of_a_cut_multipart():
    html = raw("Content-Type: text/html; charset=utf-8", "<p>A</p><script>x()</script><b>B</b>")
    assert text_of(html).split() == ["A", "B"]
    cut = raw(
        "Content-Type: multipart/mixed; boundary=q", "--q\r\nContent-Type: text/plain\r\n\r\nA"
    )
    assert text_of(cut) == "A"


def test_C03_letter_without_an_id_gets_the_same_one_each_time():
    letter = raw("Subject: x")
    assert envelope_of(letter).uid == envelope_of(letter).uid != envelope_of(raw("Subject: y")).uid
    mbox = b"From a@b Mon Nov 23\r\n" + letter
    assert with_message_id(mbox, "<1@x>").startswith(b"From a@b")
    assert envelope_of(with_message_id(mbox, "<1@x>")).subject == "x"


def test_C03_letter_is_given_the_id_under_which_it_is_known():
    letter = raw("Message-Id: <old@x>\nSubject: x")
    assert message_from_bytes(with_message_id(letter, "<new@x>")).get("Message-Id") == "<new@x>"


def test_C03_same_letter_by_another_relay_has_the_same_print():
    letter = raw("From: A <a@x.ru>\nMessage-Id: <1@x>\nSubject: x", "Нужен насос\r\nили два")
    other_way = b"Received: from r\r\n" + letter.replace("или".encode(), "\r\nили".encode())
    assert letter_print(letter) == letter_print(other_way)
    assert letter_print(letter) != letter_print(letter.replace(b"a@x.ru", b"b@x.ru"))
    assert letter_print(letter) != letter_print(letter.replace("два".encode(), "три".encode()))
    assert letter_print(b"\xff\x00")


LIMIT = 2  # seconds of this thread's own work; a quarter of the letter took fifteen


@pytest.mark.parametrize(
    "piece",
    "<script> <style> <title> <br <td> < <a </ </script <!-- <!--x> <! <? & &# &#9 "
    "<script></style> <pre>".split(),
)
def test_C03_no_html_holds_up_the_intake(piece):
    html = (piece * 160_000)[:160_000]
    began = time.thread_time()
    text_of(raw("Content-Type: text/html; charset=utf-8", html))
    html_lines(html)
    assert time.thread_time() - began < LIMIT


def test_C03_many_attributes_do_not_hold_up_the_intake():
    html = "<a " + " ".join(f"a{n}" for n in range(30_000)) + ">text</a>"
    began = time.thread_time()
    assert html_lines(html)[-1] == "text"
    assert time.thread_time() - began < LIMIT


@pytest.mark.parametrize("piece", ["=?a?q?x ", "=?", "(", "<", '"', "a@b,", "a:;", " "])
def test_C03_no_header_holds_up_the_intake(piece):
    value = (piece * 160_000)[:160_000]
    began = time.thread_time()
    for name in ("Subject", "From", "To", "Message-Id", "Content-Type"):
        letter = raw(f"{name}: {value}")
        check(letter)
        letter_print(letter)
    assert time.thread_time() - began < LIMIT * 2


def test_C03_nested_comments_do_not_hide_the_sender_nor_the_address():
    envelope = envelope_of(raw(f"From: {'(' * 5000}a@x.ru\nTo: {'(' * 5000}requests@x.ru"))
    assert "(" not in envelope.sender
    assert envelope.subject == "" and envelope.has_id is False


def test_C03_long_id_fits_into_an_index():
    assert len(letter_uid("<" + "q" * 9000 + "@x>")) <= MAX_UID
    assert letter_uid(" <a@b> ") == "<a@b>"


def test_C03_deep_nesting_is_survived():
    letter = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(3000)
    )
    assert envelope_of(letter).uid
    assert isinstance(text_of(letter), str)


@given(st.binary(max_size=400))
def test_C03_any_bytes_are_survived(data):
    check(data)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Subject", "From", "To", "Cc", "Message-Id", "Content-Type", "Date"]),
            st.text(max_size=60) | st.sampled_from(["=?x?B?%%%?=", "=?utf-8?Q?=ZZ?=", "a;b=c;;"]),
        ),
        max_size=8,
    ),
    st.text(max_size=200),
)
def test_C03_any_headers_are_survived(headers, body):
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    check((lines + "\r\n" + body).encode("utf-8", "surrogatepass"))


def check(data):
    envelope = envelope_of(data)
    for text in (envelope.uid, envelope.subject, envelope.sender, text_of(data)):
        assert "\x00" not in text
        text.encode()  # no halves of surrogate pairs
    assert 0 < len(envelope.uid) <= MAX_UID + 70
    assert envelope_of(with_message_id(data, "<1@x>")).uid
    assert letter_bytes(data) == data


@given(st.text())
def test_cleaning_is_idempotent(text):
    assert clean(clean(text)) == clean(text)
