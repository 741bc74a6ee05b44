"""C09, D05: which files of a form are taken, and under which name."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sales_flow.tools.form_file import KINDS, MAX_NAME, FormFile, file_name, read_files


def read(*files):
    return read_files([("files", name, BytesIO(content)) for name, content in files])


def test_C09_file_is_kept_as_it_came():
    found = FormFile("Задание.PDF", "application/pdf", b"x")
    assert read(("C:\\temp\\Задание.PDF", b"x"), ("", b"")) == ([found], {})


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xlsm", "a", "pdf", "", "a.pdf/b.js"])
def test_C03_kind_is_told_by_the_end_of_the_name(name):
    assert read((name, b"x")) == ([], {"files": "kind"})


def test_D05_one_wrong_file_refuses_all(monkeypatch):
    monkeypatch.setattr("crm_sales_flow.tools.form_file.MAX_FILE", 3)
    assert read(("a.pdf", b"xxx"), ("b.pdf", b"xxxx")) == ([], {"files": "big"})
    monkeypatch.setattr("crm_sales_flow.tools.form_file.MAX_TOGETHER", 4)
    assert read(("a.pdf", b"xxx"), ("b.pdf", b"xx")) == ([], {"files": "big"})
    assert read(*[(f"{n}.txt", b"x") for n in range(6)]) == ([], {"files": "big"})
    monkeypatch.setattr("crm_sales_flow.tools.form_file.MAX_TOGETHER", 9)
    assert read(*[(f"{n}.txt", b"x") for n in range(6)]) == ([], {"files": "many"})


@given(st.text(max_size=300), st.sampled_from(sorted(KINDS)))
def test_C03_any_name_is_survived_and_is_no_path(text, end):
    name = file_name(f"{text}.{end}")
    assert len(name) <= MAX_NAME
    assert name.endswith(end)
    assert not set(name) & set('/\\\x00\r\n"<>')
    assert file_name(name) == name
