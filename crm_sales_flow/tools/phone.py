"""One key for every way of writing the same telephone number."""

import re
import unicodedata

INTERNAL_DIGITS = 6  # extensions inside the office are compared as they are
DOMESTIC_DIGITS = 10  # area code and number inside Russia (and Kazakhstan, which shares +7)
MAX_TEXT = 200  # a longer text has its number, if any, near the beginning
MAX_DIGITS = 18  # E.164 ends at 15; more is text that only looks like a number

# «доб. 12», «вн 12», «ext 12», «x12», «#12»: what follows is dialled after the answer.
_EXTENSION = re.compile(r"\d\D*?(доб|вн|внутр|доп|ext|[xх*#])[^0-9]*\d", re.IGNORECASE)
_PLUS = re.compile(r"\D*\+")
# A second number in the same field. Five digits before it, so that «8, 495, ...» stays whole.
_NEXT_NUMBER = re.compile(r"[,;/\n]")
_DIGITS_BEFORE_NEXT_NUMBER = 5


def phone_key(text):
    """Return digits that are equal for equal numbers, ``""`` when there is no number.

    * Russian numbers, written with 8, +7, 007, 8-10-7 or as ten digits: ``7`` and ten digits;
    * short internal numbers and local numbers without a code: their digits as they are;
    * foreign numbers: ``00``, country code, number. The prefix tells «+49 30 123456» from the
      Russian number that has the same ten digits, so that the key of a key is the key itself.
    """
    line = _first_number(_ascii_digits(str(text or "")[:MAX_TEXT]))
    digits = re.sub(r"\D", "", line)
    if len(digits) <= INTERNAL_DIGITS:
        return digits
    if _PLUS.match(line):
        return _international(digits)
    if digits.startswith("00"):
        return _international(digits[2:])
    if digits.startswith("810") and len(digits) > DOMESTIC_DIGITS + 1:
        return _international(digits[3:])
    if len(digits) == DOMESTIC_DIGITS:
        return f"7{digits}"
    if len(digits) == DOMESTIC_DIGITS + 1 and digits[0] in "78":
        return f"7{digits[1:]}"
    return _international(digits) if len(digits) > DOMESTIC_DIGITS else digits


def phone_to_dial(text):
    """Return what an exchange is to dial, ``""`` when there is no number.

    Russian and internal numbers in the one form that routes know; a foreign number as it is
    written, for «+» and «8-10» are understood where the «00» of a key is not.
    """
    key = phone_key(text)
    if not key.startswith("00"):
        return key
    line = _first_number(_ascii_digits(str(text)[:MAX_TEXT]))
    return ("+" if _PLUS.match(line) else "") + re.sub(r"\D", "", line)[: MAX_DIGITS + 3]


def _international(digits):
    """:param str digits: without the sign or code that dials out of the country."""
    digits = digits.lstrip("0")[:MAX_DIGITS]
    if not digits:
        return ""
    russian = digits[0] == "7" or digits[:2] in ("83", "89")  # «+8 9..» is a common slip
    if russian and len(digits) == DOMESTIC_DIGITS + 1:
        return f"7{digits[1:]}"
    return f"00{digits}"


def _ascii_digits(text):
    """Full-width and other decimal digits become 0-9; the rest stays."""
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in str(text)
    )


def _first_number(text):
    """Cut the extension and a second number."""
    if match := _EXTENSION.search(text):
        text = text[: match.start(1)]
    for match in _NEXT_NUMBER.finditer(text):
        if sum(char.isdigit() for char in text[: match.start()]) >= _DIGITS_BEFORE_NEXT_NUMBER:
            return text[: match.start()]
    return text
