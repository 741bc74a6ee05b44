"""Fields out of a form's letter, by the labels that stand before the values.

There are no patterns here. A regular expression that an implementer writes by the eye runs over
text that a stranger has chosen, and one unlucky ``(.+)+`` stops the whole intake. A rule is a list
of labels instead: each line of the letter is cut at its first few separators and the piece before
is looked up in a dictionary. The cost is linear in the length of the letter, whatever the rules
and whatever the letter; both are cut to a size as well.

Understood are ``label: value``, ``label | value`` (also the cells of an HTML table) and a label
with its value on the next line; quoted lines of a forwarded letter count without their ``>``.
"""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from .html_text import html_text
from .letter import clean

MAX_CHARS = 200_000
MAX_LINES = 2_000
MAX_LABEL = 80
MAX_VALUE = 2_000
MAX_CUTS = 4  # "E-mail: x" is cut at the hyphen first
SEPARATORS = ":|\t="
DASHES = "—–-"  # they divide with a space beside them only
AROUND = " \t\u00a0\u200b*_•·>|#"
# Names that every builder of forms gives to its hidden fields; no template has to list them.
STANDARD = {
    "utm_source": "told_source",
    "utm_medium": "told_medium",
    "utm_campaign": "told_campaign",
    "utm_term": "utm_term",
    "utm_content": "utm_content",
    "landing_url": "landing_url",
    "referer": "referrer",
    "referrer": "referrer",
    "yclid": "yclid",
    "gclid": "gclid",
}
JOINED = {"contact_name": " ", "text": "\n"}


class Parsed(NamedTuple):
    """What a letter says."""

    values: dict  # field -> text
    labels: tuple  # labels that were found, as the template writes them


def label_key(text):
    """One spelling of a label, however it is written in the letter."""
    text = text[: MAX_LABEL * 2].strip(AROUND + ":?!.").casefold().replace("ё", "е")
    return " ".join(text.replace("*", " ").split())


def split_labels(text):
    """Labels of a rule, as a person lists them: one a line or divided by semicolons."""
    pieces = (text or "").replace("\n", ";").split(";")
    return [piece.strip() for piece in pieces if label_key(piece)]


def parse_lines(rules, lines):
    """
    :param dict rules: field -> labels, in the order of importance.
    :param list lines: of the letter, by :func:`html_lines` or :func:`text_lines`.
    """
    known = {}
    for field, labels in rules.items():
        for label in labels:
            known.setdefault(label_key(label), (field, label))
    for name, field in STANDARD.items():
        known.setdefault(name, (field, name))
    values, found = _collect(known, lines)
    _read_address(values)
    return Parsed(values, found)


def html_lines(html):
    """Lines of an HTML letter; the cells of a row are divided by tabs."""
    return text_lines(html_text(html[:MAX_CHARS]))


def text_lines(text):
    """Not str.splitlines(): it knows ten kinds of line ends, and letters have two."""
    lines = text[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line.strip(" \u00a0\t\u200b>") for line in lines[:MAX_LINES]]


def _collect(known, lines):
    values, found = {}, {}
    field = None  # whose value is expected on the next line
    for line in lines:
        match = _match(known, line)
        if match:
            field, label, value = match
            found.setdefault(label)
        elif field and line:
            value = line.strip(AROUND)
        else:
            continue
        if value:
            _put(values, field, value)
            # The text of the visitor may be long; anything else is one line.
            field = field if field == "text" else None
    return values, tuple(found)


def _match(known, line):
    """:return: field, label and the rest of the line, or None."""
    head = line[: MAX_LABEL * 2]
    start = 0
    while start < len(head) and head[start] in AROUND:
        start += 1
    cuts = [place for place in range(start + 1, len(head)) if _divides(head, place)]
    for place in cuts[:MAX_CUTS]:
        if hit := known.get(label_key(head[start:place])):
            return (*hit, line[place + 1 : place + 1 + MAX_VALUE].strip(AROUND + SEPARATORS))
    hit = known.get(label_key(head)) if len(line) <= MAX_LABEL else None
    return (*hit, "") if hit else None


def _divides(head, place):
    if head[place] in DASHES:
        return " " in (head[place - 1], head[place + 1 : place + 2])
    return head[place] in SEPARATORS


def _put(values, field, value):
    value = clean(value[:MAX_VALUE]).strip()
    old = values.get(field)
    if old and value in old:
        return
    joined = f"{old}{JOINED.get(field, ', ')}{value}" if old else value
    values[field] = joined[:MAX_VALUE]


def _read_address(values):
    """The address of the page carries what the advertisement has put into it."""
    for name, value in parse_address(values.get("landing_url")).items():
        values.setdefault(name, value)


def parse_address(url):
    """:return: dict of the advertising marks in an address, by the names of our fields."""
    try:
        query = parse_qsl(urlsplit((url or "")[:MAX_VALUE]).query, max_num_fields=50)
    except ValueError:
        return {}
    marks = ((STANDARD.get(name.lower()), clean(value).strip()) for name, value in query)
    return {field: value for field, value in marks if field and field != "landing_url" and value}
