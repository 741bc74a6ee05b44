"""The taxpayer number of the writer's organisation, out of what he wrote."""

import re

from stdnum.ru import inn as russian_inn

from .html_text import html_text

MAX_TEXT = 50_000
MARK = re.compile(r"инн|inn", re.IGNORECASE)
# «ИНН 7707083893», «ИНН/КПП: 7707083893/773601001», «INN=500100732259»; a person writes no more
# than a few signs between.
LABELLED = re.compile(
    r"\b(?:ИНН|INN)(?:\s?/\s?КПП)?[\s:=№.|-]{0,6}(\d{12}|\d{10})(?!\d)", re.IGNORECASE
)


def found_inns(*texts):
    """:return: set of the valid numbers that stand after their label in plain text or HTML."""
    found = set()
    for text in texts:
        text = (text or "")[:MAX_TEXT]
        if MARK.search(text):
            found |= set(filter(russian_inn.is_valid, LABELLED.findall(html_text(text))))
    return found
