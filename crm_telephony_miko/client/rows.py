"""Rows of the exchange's history, fit to be kept: nothing that comes stops the comparison."""

import json
from datetime import datetime

from .errors import Malformed
from .facts import YEARS

LAST_ID = 2**31 - 1  # the database keeps no larger one
LENGTH = 1000  # characters of a row that is not understood


def rows_of(data):
    """Rows of the history as the database can keep them; what is no row has no id."""
    rows = data.get("records") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise Malformed("The exchange has no list of calls")
    return [_row(row if isinstance(row, dict) else {}) for row in rows]


def _row(row):
    """A row as the database can keep it; what was no id is 0."""
    row = {name: _storable(value) for name, value in row.items()}
    linkedid = str(row.get("linkedid") or "")[:250]
    return {**row, "id": _row_id(row.get("id")), "linkedid": linkedid}


def _row_id(value):
    try:
        number = int(value or 0)
    except (TypeError, ValueError, OverflowError):
        return 0
    return number if 0 < number <= LAST_ID else 0


def _storable(value):
    """Text without what the database refuses."""
    if not isinstance(value, str):
        return value
    return value.replace("\0", "").encode("utf-8", "ignore").decode()


def is_understood(row):
    """Whether the row is of a call that began at some time."""
    try:
        began = datetime.fromisoformat(str(row.get("start")).strip())
    except ValueError:
        return False
    return bool(row["id"] and row["linkedid"]) and began.year in YEARS


def as_it_came(row):
    """A row of which no call can be made, for people."""
    return _storable(json.dumps(row, ensure_ascii=False))[:LENGTH]
