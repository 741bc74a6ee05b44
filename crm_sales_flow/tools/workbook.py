"""Reading workbooks of strangers and writing ones that run nothing; no Odoo here.

A workbook is a zip archive of XML: before openpyxl sees it, its size, the size it unpacks to and
its document types are looked at, so that a bomb ends as a sentence and not as a dead worker.
"""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import xlsxwriter

MAX_BYTES = 20 * 2**20
MAX_UNPACKED = 200 * 2**20
MAX_PARTS = 1000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_TEXT = 10_000
LAST_ROW = 1_048_576  # of any workbook, by its format
HEAD = 4096
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


class BadWorkbook(Exception):
    """The file cannot be read; ``code`` says why, ``detail`` is for the technician."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def read_sheets(content, wanted):
    """The sheets of a workbook as rows of plain values.

    :param bytes content: the file.
    :param wanted: function title -> key of the sheet, or None for one that is not read.
    :return: dict key -> list of (row number, list of str, int, float, bool or None), without
        empty rows. Of formulas there is the value that was last shown.
    """
    _check_archive(content)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        try:
            found = {}
            for sheet in book.worksheets:
                if key := wanted(sheet.title):
                    found.setdefault(key, []).extend(_rows(sheet))
            return found
        finally:
            book.close()
    except BadWorkbook:
        raise
    except Exception as error:  # a broken file of a stranger may raise anything
        raise BadWorkbook("broken", f"{type(error).__name__}: {error}"[:200]) from error


def _check_archive(content):
    if len(content) > MAX_BYTES:
        raise BadWorkbook("large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            # Python never unpacks more of a part than its header says.
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise BadWorkbook("bomb")
            if "xl/workbook.xml" not in archive.namelist():
                raise BadWorkbook("format")
            for part in parts:
                with archive.open(part) as stream:
                    if any(mark in stream.read(HEAD) for mark in DOCTYPES):
                        raise BadWorkbook("doctype")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadWorkbook("format", str(error)[:200]) from error


def _rows(sheet):
    sheet.reset_dimensions()  # what the file says of its size may be untrue
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=MAX_COLUMNS, values_only=True)
    for number, cells in enumerate(rows, start=1):
        values = [_plain(cell) for cell in cells]
        if any(value not in (None, "") for value in values):
            if number > MAX_ROWS + 1:
                raise BadWorkbook("rows")
            yield number, values


def _plain(value):
    """What can be kept as JSON; a date becomes its ISO text."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, str):
        return value.strip()[: MAX_TEXT + 1].replace("\0", "")
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def write_sheets(sheets):
    """A workbook of texts and numbers; nothing in it is ever a formula or a link.

    :param sheets: list of (title, widths, rows); the first row of each stands out.
    :return: bytes
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E9ECEF", "text_wrap": True})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for title, widths, rows in sheets:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                _write_cell(sheet, row, column, value, plain if row else head)
    book.close()
    return target.getvalue()


def _write_cell(sheet, row, column, value, style):
    """A text is written as a text, whatever it begins with."""
    if value is None or value == "":
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        sheet.write_string(row, column, str(value), style)
    else:
        sheet.write_number(row, column, value, style)
