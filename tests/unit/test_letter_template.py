"""C02: fields are read out of a letter by labels, in a time that no letter can stretch."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.forwarded import forwarded_sender, plain_subject
from crm_sales_flow.tools.letter_template import (
    MAX_VALUE,
    html_lines,
    label_key,
    parse_address,
    parse_lines,
    split_labels,
    text_lines,
)

RULES = {
    "contact_name": ["Имя", "Фамилия"],
    "phone": ["Телефон", "Тел."],
    "email": ["E-mail"],
    "text": ["Сообщение"],
    "landing_url": ["Страница"],
}


def read(text="", html=""):
    return parse_lines(RULES, html_lines(html) if html else text_lines(text)).values


@pytest.mark.parametrize(
    "line",
    [
        "Телефон: 123",
        "ТЕЛЕФОН : 123",
        "  * Телефон *: 123",
        "*Телефон:* 123",
        "| Телефон | 123 |",
        "Телефон\t123",
        "Телефон — 123",
        "Телефон = 123",
        "> Телефон: 123",
        "• Тел.: 123",
        "Телефон*: 123",
        "Телефон:\n123",
        "Телефон\n\n123",
        "Телефон?\r\n123\r\nДругое: 4",
    ],
)
def test_C02_ways_to_write_a_label(line):
    assert read(line) == {"phone": "123"}


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>Телефон</td><td>123</td></tr></table>",
        "<table><tr><th><b>Телефон:</b></th><td><span>123</span></td></tr></table>",
        "<table><tr><td><p>Телефон</p></td><td><div>123</div></td></tr></table>",
        "<div>Телефон: 123</div>",
        "Телефон:<br/>123<br>",
        "<ul><li><b>Телефон</b>: 123</li></ul>",
        "<dl><dt>Телефон</dt><dd>123</dd></dl>",
        "<p>Телефон:\n 123</p>",
        "<pre>a\nТелефон: 123\nb</pre>",
        "<title>Имя: x</title><style>Имя: y</style><script>Имя: z</script><p>Телефон: 123",
        "<td>Телефон<td>123",
    ],
)
def test_C02_ways_to_lay_out_html(html):
    assert read(html=html) == {"phone": "123"}


def test_C02_values_of_several_labels_and_several_lines():
    text = "Имя: Анна\nФамилия: Ёж\nСообщение:\nНужен насос\nсрок: май\nE-mail: a@b.ru\nподпись"
    assert read(text) == {
        "contact_name": "Анна Ёж",
        "text": "Нужен насос\nсрок: май",
        "email": "a@b.ru",
    }


def test_C02_what_is_not_a_label_is_not_a_value():
    assert read("Мое имя: Анна\nимя-отчество: Б\nПо телефону: 1\nИмя\nТелефон: 2") == {"phone": "2"}


def test_D03_marks_of_the_address_are_read():
    address = (
        "https://s.ru/?UTM_source=yandex&utm_term=%D0%BD%D0%B0%D1%81%D0%BE%D1%81+1&x=2&yclid=7"
    )
    told = {"told_source": "yandex", "utm_term": "насос 1", "yclid": "7"}
    assert read(f"Страница: {address}") == {"landing_url": address, **told}
    assert read("utm_source: google\nutm_term: pump")["told_source"] == "google"
    assert parse_address("http://[broken") == parse_address(None) == {}


def test_C02_labels_are_listed_by_lines_or_semicolons():
    assert split_labels(" Имя ; Тел.\n\nE-mail*;; ") == ["Имя", "Тел.", "E-mail*"]
    assert label_key("  *Ёмкость :* ") == label_key("емкость")


@pytest.mark.parametrize(
    "piece",
    ["a", ":", "Имя:", "Имя\n", "Имя: \n", "-", "|", "<", "<td>", "<div>", "<!--", "&", "&#", "]]>"]
    + ["((a+)+)+$", " ", "\u200b", "\x00", "<pre>", "> ", "=?utf-8?", "<a href='", "От: "],
)
def test_C02_no_letter_holds_up_the_reader(piece):
    bomb = piece * (2_000_000 // len(piece))
    start = time.process_time()
    for lines in (text_lines(bomb), html_lines(bomb)):
        parse_lines(RULES, lines)
        forwarded_sender(lines)
    assert time.process_time() - start < 3


@given(st.text(), st.lists(st.text(max_size=20), max_size=5))
def test_C02_any_text_and_any_labels_are_survived(text, labels):
    parsed = parse_lines({"phone": labels, "text": ["a"]}, text_lines(text))
    assert all(0 < len(value) <= MAX_VALUE for value in parsed.values.values())
    html_lines(text)


@given(st.text(alphabet="Имяa:|\n\t <>/tdrp&;-*", max_size=300))
def test_C02_near_letters_are_survived(text):
    for lines in (text_lines(text), html_lines(text)):
        parse_lines(RULES, lines)
        name, address = forwarded_sender(lines)
        assert not address or "@" in address


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Начало\nОт: Иван <I@x.ru>\nТема: 1", ("Иван", "i@x.ru")),
        ("----- Forwarded message -----\n> From: i@x.ru", ("", "i@x.ru")),
        ("*От:* Иван [mailto:i@x.ru]", ("Иван", "i@x.ru")),
        ('От кого: "Иван П." <i@x.ru>', ("Иван П.", "i@x.ru")),
        ("От: Иван\nот стола: 5", ("", "")),
        ("", ("", "")),
    ],
)
def test_C01_author_of_a_forwarded_letter(text, found):
    assert forwarded_sender(text_lines(text)) == found


def test_C01_marks_of_the_subject():
    assert plain_subject("Fwd: RE: Пересл: Насос: цена") == "Насос: цена"
    assert plain_subject(None) == ""
