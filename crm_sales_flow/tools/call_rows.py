"""Who is to be called: one row for each number, the others with the reason. Pure."""

import csv
import io
from dataclasses import dataclass

FORMULA = ("=", "+", "-", "@", "\t", "\r")
FULL = 11  # digits of a Russian number with its code


@dataclass(frozen=True)
class Person:
    id: int
    phone_key: str
    rank: int  # the lower, the better he stands for his number
    forbidden: bool = False  # his number is on the list of those who must not be called


def e164(phone_key):
    """«+79161234567», or "" when the key is no number that can be dialled from anywhere."""
    if len(phone_key) == FULL and phone_key[0] == "7":
        return f"+{phone_key}"
    if phone_key.startswith("00") and 8 <= len(phone_key) - 2 <= 15:
        return f"+{phone_key[2:]}"
    return ""


def choose(people):
    """:param people: list of :class:`Person`
    :return: (people to be called, dict id -> why not: none, short, forbidden, twice)
    """
    reasons, taken = {}, {}
    for person in sorted(people, key=lambda p: (p.rank, -p.id)):
        if not person.phone_key:
            reasons[person.id] = "none"
        elif not e164(person.phone_key):
            reasons[person.id] = "short"
        elif person.forbidden:
            reasons[person.id] = "forbidden"
        elif person.phone_key in taken:
            reasons[person.id] = "twice"
        else:
            taken[person.phone_key] = person
    return list(taken.values()), reasons


def write_csv(rows):
    """:return: bytes; a sheet program that opens it runs nothing that a stranger wrote"""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(value) for value in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _harmless(value):
    text = "" if value is None or value is False else str(value)
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def _is_number(text):
    return text[:1] == "+" and text[1:].isdecimal()
