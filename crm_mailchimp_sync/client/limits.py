"""What Mailchimp accepts in a merge field, checked before anything is sent."""

import re
from datetime import date, datetime

MAX_FIELDS = 30  # of an audience, those that it has by itself included
MAX_TEXT = 255  # bytes, not letters: 127 Russian ones
MAX_NAME = 50
MAX_TAG = 100
TAG = re.compile(r"[A-Z][A-Z0-9_]{0,9}\Z")
TYPES = ("text", "number", "date", "phone", "url")


def is_tag(name):
    """Whether ``name`` may be the tag of a merge field: 10 characters A-Z, 0-9, _."""
    return bool(TAG.match(name or ""))


def cut(text, limit=MAX_TEXT):
    """The longest beginning of ``text`` that takes no more than ``limit`` bytes of UTF-8."""
    raw = text.encode("utf-8", "surrogatepass")[:limit]
    return raw.decode("utf-8", "ignore")


def fit(value, kind="text"):
    """A value as Mailchimp takes it; "" clears the field.

    :return: text or number
    """
    if value is None or value is False or value == "":
        return ""
    if kind == "number":
        return _number(value)
    if kind == "date":
        return _date(value)
    if isinstance(value, datetime):
        value = value.strftime("%Y-%m-%d %H:%M")
    return cut(" ".join(str(value).replace("\0", " ").split()))


def _number(value):
    try:
        number = float(value)
    except (TypeError, ValueError):
        return ""
    if number != number or number in (float("inf"), float("-inf")):
        return ""
    return int(number) if number.is_integer() else number


def _date(value):
    if isinstance(value, (date, datetime)):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return ""


def tag_name(prefix, label, value):
    """Name of a tag in our own namespace: «odoo:equipment:Vacuum furnace».

    Tags are at most 100 characters and compared without regard to case.
    """
    text = " ".join(str(value).replace(",", " ").split())
    return f"{prefix}{label}:{text}"[:MAX_TAG].strip()
