"""AB11, X06: a workbook of a stranger is read or refused with a reason, and runs nothing."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools import import_values as cell
from crm_sales_flow.tools import workbook


def make(rows, title="Deals", **changes):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for place, value in changes.items():
        sheet[place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(content):
    return workbook.read_sheets(content, lambda title: title.lower()).get("deals", [])


def code_of(content):
    with pytest.raises(workbook.BadWorkbook) as caught:
        read(content)
    return caught.value.code


def rezip(content, **replaced):
    """The same archive with some parts changed; a new name is a new part."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *replaced}:
            new.writestr(name, replaced[name] if name in replaced else old.read(name))
    return target.getvalue()


def test_values_rows_and_their_numbers():
    content = make([["Head"], ["x", 1.5, datetime(2026, 3, 2)], [None], [" y "]])
    found = [(number, [v for v in values if v is not None]) for number, values in read(content)]
    assert found == [(1, ["Head"]), (2, ["x", 1.5, "2026-03-02"]), (4, ["y"])]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_not_a_workbook(content):
    assert code_of(content) == "format"


def test_archive_that_is_no_workbook():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    assert code_of(target.getvalue()) == "format"


def test_damaged_workbook():
    content = rezip(make([["Head"]]), **{"xl/worksheets/sheet1.xml": "<worksheet><unclosed"})
    assert code_of(content) == "broken"


def test_zip_bomb_is_refused_before_it_unpacks(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 2**20)
    assert code_of(rezip(make([["Head"]]), **{"xl/bomb.xml": b"0" * 2**21})) == "bomb"


def test_too_many_parts():
    parts = {f"xl/x{number}.xml": b"" for number in range(workbook.MAX_PARTS)}
    assert code_of(rezip(make([["Head"]]), **parts)) == "bomb"


def test_large_file_is_refused():
    assert code_of(b"0" * (workbook.MAX_BYTES + 1)) == "large"


def test_entities_are_refused():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    assert code_of(rezip(make([["Head"]]), **{"xl/worksheets/sheet1.xml": bomb})) == "doctype"


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    assert code_of(make([["x"]] * 5)) == "rows"
    assert len(read(make([["x"]] * 4))) == 4


def test_untrue_dimensions_and_far_cells_do_not_matter():
    content = make([["Head"], ["x"]], XFD1="far")
    assert all(len(values) <= workbook.MAX_COLUMNS for _number, values in read(content))


def test_formula_is_not_computed_and_merged_cells_are_empty():
    book = openpyxl.Workbook()
    book.active.title = "Deals"
    book.active.append(["=1+1", "x"])
    book.active.append(["merged", "lost"])
    book.active.merge_cells("A2:B2")
    target = io.BytesIO()
    book.save(target)
    rows = dict(read(target.getvalue()))
    assert rows[1][:2] == [None, "x"]
    assert rows[2][:2] == ["merged", None]


def test_huge_text_is_cut():
    (_number, values), *_rest = read(make([["x" * 30_000]]))
    assert len(values[0]) == workbook.MAX_TEXT + 1


@given(st.lists(st.text(max_size=40), max_size=6))
def test_written_texts_are_texts(texts):
    """No formula of a stranger runs in the exported sheet."""
    starts = ["=1+1", "+1", "-1", "@x", "http://x.example", "{=1}", '=HYPERLINK("http://x")']
    content = workbook.write_sheets([("Sheet", [20], [["Head"], [*starts, *texts]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet.lower()
    row = next(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2))
    assert [one.data_type for one in row[: len(starts)]] == ["s"] * len(starts)
    assert [one.value for one in row[: len(starts)]] == starts


@pytest.mark.parametrize(
    "value, expected",
    [
        ("1 250 000,50 ₽", 1250000.5),
        ("1\u00a0000", 1000),
        ("12.5", 12.5),
        ("300 руб.", 300),
        (7, 7),
        (0.1 + 0.2, 0.3),
        ("", 0),
        (None, 0),
    ],
)
def test_amount(value, expected):
    assert cell.amount(value) == expected


@pytest.mark.parametrize(
    "value, code",
    [
        ("a lot", "not_amount"),
        (True, "not_amount"),
        (float("nan"), "not_amount"),
        (float("inf"), "not_amount"),
        ("1e400", "not_amount"),
        ("=1+1", "not_amount"),
        (-1, "negative"),
        ("-5", "negative"),
    ],
)
def test_no_amount(value, code):
    with pytest.raises(cell.BadValue, match=code):
        cell.amount(value)


def test_day():
    expected = date(2026, 12, 31)
    for text in ("31.12.2026", "2026-12-31", "31/12/2026", "31.12.26", "2026-12-31 00:00:00"):
        assert cell.day(text) == expected
    assert cell.day(None) is None
    for wrong in ("tomorrow", 46022, "31.02.2026", "01.01.0001", True):
        with pytest.raises(cell.BadValue, match="not_date"):
            cell.day(wrong)


def test_texts_numbers_and_keys():
    assert cell.text(79161234567.0) == "79161234567"
    assert cell.inn(7707083893) == "7707083893"
    assert cell.flag("Да") is True
    assert cell.flag(None) is False
    for function, wrong, code in (
        (cell.text, "x" * 251, "too_long"),
        (cell.long_text, "x" * 10_001, "too_long"),
        (cell.text, True, "not_text"),
        (cell.inn, "7707083894", "bad_inn"),
        (cell.email, "nobody", "bad_email"),
        (cell.phone, "none", "bad_phone"),
        (cell.flag, "maybe", "not_flag"),
    ):
        with pytest.raises(cell.BadValue, match=code):
            function(wrong)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=300)))
def test_any_cell_is_understood_or_refused(value):
    for function in (cell.text, cell.amount, cell.day, cell.flag, cell.inn, cell.email, cell.phone):
        try:
            function(value)
        except cell.BadValue:
            pass
