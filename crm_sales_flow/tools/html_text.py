"""The text of an HTML letter.

One pass from left to right: the cost is linear in the length, whatever a stranger has written. A
pattern such as ``<script.*?</script`` looks to the end of the letter from each of its beginnings,
and a parser compares each attribute of a tag with all before it.
"""

import re
from contextlib import suppress
from html import unescape

BLOCKS = frozenset(
    "address article blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li "
    "ol p pre section table tbody thead tr ul".split()
)
CELLS = frozenset(("td", "th"))
HIDDEN = frozenset(("head", "script", "style", "title"))
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]{0,15})|<[!?]", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in HIDDEN}


def html_text(html):
    """Blocks begin and end lines, the cells of a row are divided by tabs."""
    return "".join(_pieces(html))


def _pieces(html):
    place, preformatted = 0, False
    missing = set()  # ends that are not there; looking for them again would cost the square
    while place < len(html):
        start = html.find("<", place)
        text = html[place:start] if start >= 0 else html[place:]
        yield _plain(text, preformatted)
        tag = _TAG.match(html, start) if start >= 0 else None
        end = html.find(">", tag.end()) if tag else start
        if end < 0:
            yield html[start:] if tag else ""
            return
        place = end + 1
        if not tag:
            yield "<"
            continue
        name = (tag[2] or "").lower()
        yield "\n" if name in BLOCKS else "\t" if name in CELLS else ""
        if name == "pre":
            preformatted = not tag[1]
        elif not tag[1] and name in HIDDEN - missing:
            close = _ENDS[name].search(html, place)
            place = close.start() if close else place
            missing |= set() if close else {name}
        elif html.startswith("<!--", start) and "-->" not in missing:
            close = html.find("-->", start + 4)
            place = close + 3 if close >= 0 else place
            missing |= set() if close >= 0 else {"-->"}


def _plain(text, preformatted):
    with suppress(ValueError):  # a number of a character that is too long to be one
        text = unescape(text)
    return text if preformatted else text.replace("\r", " ").replace("\n", " ")
