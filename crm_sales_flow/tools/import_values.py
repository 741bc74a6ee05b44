"""What people write into the cells of a workbook, understood or refused; no Odoo here."""

import math
import re
from datetime import date, datetime

from stdnum.ru import inn as russian_inn

from .phone import phone_key

DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
LARGEST = 1e13
SHORT = 250
LONG = 10_000
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
TRUE, FALSE = ("да", "yes", "true", "1", "+", "x", "х"), ("нет", "no", "false", "0", "-", "")


class BadValue(ValueError):
    """A cell cannot be understood; the message is a code."""


def text(value, limit=SHORT):
    """A short text; a number that Excel made of a text is written without «.0»."""
    if isinstance(value, bool):
        raise BadValue("not_text")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise BadValue("not_text")
        value = int(value) if value.is_integer() else value
    found = "" if value is None else str(value).strip()
    if len(found) > limit:
        raise BadValue("too_long")
    return found


def long_text(value):
    return text(value, LONG)


def amount(value):
    """A sum of money: a number, or a text such as «1 250 000,50 ₽»."""
    if isinstance(value, bool):
        raise BadValue("not_amount")
    if isinstance(value, str):
        plain = re.sub(r"[\s\u00a0\u202f₽]|руб\.?", "", value.strip().lower())
        plain = plain.replace(",", ".")
        if not plain:
            return 0.0
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
            raise BadValue("not_amount")
        value = float(plain)
    value = float(value or 0)
    if not math.isfinite(value) or value > LARGEST:
        raise BadValue("not_amount")
    if value < 0:
        raise BadValue("negative")
    return round(value, 2)


def day(value):
    """A date, or None; a text in one of the usual ways to write a date."""
    if value in (None, ""):
        return None
    for pattern in DATE_FORMATS if isinstance(value, str) else ():
        try:
            found = datetime.strptime(value.strip(), pattern).date()
        except ValueError:
            continue
        if EARLIEST <= found <= LATEST:
            return found
    raise BadValue("not_date")


def flag(value):
    """Yes or no."""
    if isinstance(value, bool):
        return value
    word = text(value).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise BadValue("not_flag")


def inn(value):
    """A taxpayer number with its check digits; Excel drops the zero in front."""
    found = text(value)
    if not found:
        return ""
    if isinstance(value, (int, float)) and len(found) in (9, 11):
        found = f"0{found}"
    if not russian_inn.is_valid(found):
        raise BadValue("bad_inn")
    return found


def email(value):
    found = text(value)
    if found and not EMAIL.fullmatch(found):
        raise BadValue("bad_email")
    return found


def phone(value):
    found = text(value)
    if found and not phone_key(found):
        raise BadValue("bad_phone")
    return found
