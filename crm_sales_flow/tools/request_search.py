"""What a person types into the one search box: a number, a phone, an address or words."""

import re

from .html_text import html_text
from .phone import phone_key

MIN_PREFIX = 5  # digits of a phone that is not finished
MIN_ENDING, MAX_ENDING = 4, 10  # digits of a phone that is known by its end
MIN_WORD = 3  # the index knows groups of three letters
# Of shorter words the index knows only whole ones, between spaces: «УЗ», «РЛ», «50».
SHORT = re.compile(r"(?<![^\W\d_])[^\W\d_]{2}(?![^\W\d_])|(?<!\d)\d{2}(?!\d)")
MAX_WORDS = 8
MAX_TEXT = 20_000
PHONE = re.compile(r"[+\d][\d\s()./\u2010-\u2015-]*")
END = "9" * 18  # behind every key that begins the same


def searched_text(parts, html):
    """All that words are looked for in; the same letters for «ё» and «е». Words of two letters
    or digits stand once more at the end, each between spaces."""
    text = " ".join([*filter(None, parts), html_text((html or "")[:MAX_TEXT])])
    text = folded(text)[:MAX_TEXT]
    short = dict.fromkeys(SHORT.findall(text))
    return f"{text} {' '.join(short)} " if short else text


def folded(text):
    return " ".join(text.casefold().replace("ё", "е").replace("\x00", "").split())


def words(text):
    """What must stand in the text: long words as they are, short ones between spaces."""
    found = []
    for word in folded(text).split():
        found += [word] if len(word) >= MIN_WORD else [f" {x} " for x in SHORT.findall(word)]
    return found[:MAX_WORDS]


def phone_ranges(text):
    """Keys of the phone, or of those that begin so.

    :return: list of pairs (first key, last key); empty when the text is no phone.
    """
    text = text.strip()
    digits = re.sub(r"\D", "", text)
    if not PHONE.fullmatch(text) or len(digits) < MIN_PREFIX:
        return []
    beginnings = {digits, f"7{digits}", phone_key(text)}
    if digits[0] == "8":
        beginnings.add(f"7{digits[1:]}")
    if text[0] == "+":
        beginnings = {f"00{digits}", digits if digits[0] == "7" else phone_key(text)}
    return [(start, start + END) for start in sorted(beginnings - {""})]


def phone_endings(text):
    """Keys, read backwards, that begin with the last digits of the phone.

    :return: list of pairs (first, last) of such keys; empty when the text is no end of a phone.
    """
    text = text.strip()
    digits = re.sub(r"\D", "", text)
    if not PHONE.fullmatch(text) or text[0] == "+":
        return []
    if not MIN_ENDING <= len(digits) <= MAX_ENDING:
        return []
    start = digits[::-1]
    return [(start, start + END)]


def is_extension(text):
    """Whether it can only be a number inside the office, as a whole."""
    return text.strip().isdecimal() and len(text.strip()) < MIN_ENDING
