"""Payment QR by GOST R 56042-2014: what a bank's programme reads back is what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.payment_qr import HEADER, SEPARATORS, payment_text

REQUISITES = {
    "name": "ООО «Три кита»",
    "account": "40702810138250123017",
    "bank": "ОАО «БАНК»",
    "bic": "044525225",
    "corr_account": "30101810400000000225",
}


def read(text):
    """As a bank reads it: the eighth character separates, the first «=» ends a name."""
    assert text.startswith(HEADER)
    return dict(part.split("=", 1) for part in text[8:].split(text[7]))


def test_the_example_of_the_standard():
    text = payment_text(
        **REQUISITES, amount=1000, purpose="Оплата", inn="6200098765", kpp="620001001"
    )
    assert text == (
        "ST00012|Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО «БАНК»"
        "|BIC=044525225|CorrespAcc=30101810400000000225|Sum=100000|Purpose=Оплата"
        "|PayeeINN=6200098765|KPP=620001001"
    )


@pytest.mark.parametrize(
    ("amount", "kopecks"), [(0.01, "1"), (1234.5, "123450"), (99.995, "10000")]
)
def test_the_sum_is_in_whole_kopecks(amount, kopecks):
    assert read(payment_text(**REQUISITES, amount=amount))["Sum"] == kopecks


@pytest.mark.parametrize("amount", [None, 0, -5])
def test_no_sum_is_better_than_a_wrong_one(amount):
    assert "Sum" not in read(payment_text(**REQUISITES, amount=amount))


def test_a_bank_without_a_correspondent_account_writes_zero():
    assert read(payment_text(**{**REQUISITES, "corr_account": ""}))["CorrespAcc"] == "0"


@pytest.mark.parametrize("missing", ["name", "account", "bank", "bic"])
def test_without_a_required_requisite_there_is_no_code(missing):
    assert payment_text(**{**REQUISITES, missing: " "}) == ""


def test_the_separator_steps_aside_for_the_text():
    text = payment_text(**REQUISITES, purpose="Счёт 1|2")
    assert text[7] == "~"
    assert read(text)["Purpose"] == "Счёт 1|2"


def test_when_every_separator_occurs_the_text_gives_way():
    text = payment_text(**REQUISITES, purpose=SEPARATORS)
    assert text[7] == "|"
    assert read(text)["Purpose"] == SEPARATORS.replace("|", "/")


@given(st.text(max_size=300), st.text(max_size=80), st.floats(0.01, 1e9))
def test_whatever_the_texts_the_requisites_are_read_back(purpose, name, amount):
    text = payment_text(**{**REQUISITES, "name": name or "x"}, amount=amount, purpose=purpose)
    if not text:
        assert not name.strip() and name
        return
    fields = read(text)
    assert fields["PersonalAcc"] == REQUISITES["account"]
    assert fields["BIC"] == REQUISITES["bic"]
    assert len(fields.get("Purpose", "")) <= 210
    assert "\n" not in text
