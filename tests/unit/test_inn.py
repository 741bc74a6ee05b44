import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.inn import found_inns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ООО «Насос», ИНН 7707083893", {"7707083893"}),
        ("ИНН/КПП: 7707083893/773601001", {"7707083893"}),
        ("<td>ИНН:</td><td>7707083893</td>", {"7707083893"}),
        ("инн&nbsp;500100732259", {"500100732259"}),
        ("INN=7707083893", {"7707083893"}),
        ("ИНН 7707083894", set()),  # a wrong check digit
        ("заказ 7707083893", set()),
        ("ИНН 77070838931", set()),
        ("ИНН неизвестен, телефон 7707083893", set()),
        ("", set()),
        (None, set()),
    ],
)
def test_C04_inn_stands_after_its_label(text, expected):
    assert found_inns(text) == expected


@given(st.text(alphabet="ИНinнN 0123456789/:<>КП", max_size=300))
def test_C03_no_text_raises(text):
    assert all(len(inn) in (10, 12) for inn in found_inns(text))
