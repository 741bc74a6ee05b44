"""Who wrote a letter that somebody else has forwarded."""

from email.utils import parseaddr

from .letter import clean

MARKS = ("от:", "от кого:", "from:", "отправитель:")
BEGINNINGS = (
    "пересылаемое сообщение",
    "пересланное сообщение",
    "исходное сообщение",
    "перенаправленное сообщение",
    "forwarded message",
    "original message",
)
SUBJECT_MARKS = ("fwd:", "fw:", "пер:", "пересл:", "re:", "ответ:")
MAX_LINES = 400


def forwarded_sender(lines):
    """
    :param list lines: of the letter, as :mod:`letter_template` cuts them.
    :return: tuple of name and address of the first author quoted; empty when there is none.
    """
    begun = False
    for line in lines[:MAX_LINES]:
        text = line.strip(" *_\t").casefold()
        begun = begun or any(mark in text for mark in BEGINNINGS)
        mark = next((mark for mark in MARKS if text.startswith(mark)), None)
        if not mark:
            continue
        name, address = parseaddr(_plain(line.strip(" *_\t")[len(mark) :]))
        if "@" in address:
            return clean(name.strip(" \"'*")), address.lower()
        if begun:
            break
    return "", ""


def plain_subject(subject):
    """The subject without the marks of answers and forwards."""
    text = (subject or "").strip()
    while any(text.casefold().startswith(mark) for mark in SUBJECT_MARKS):
        text = text.partition(":")[2].strip()
    return text


def _plain(line):
    """Outlook writes «Name [mailto:a@b.ru]» where others write «Name <a@b.ru>»."""
    line = line[:500].replace("[mailto:", "<").replace("<mailto:", "<").replace("]", ">")
    return line.replace("*", "").strip()
