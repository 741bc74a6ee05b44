"""What can be known of a letter without Odoo, however badly it is made.

Odoo's gateway parses letters well and raises on the malformed ones. These functions never raise:
they say who wrote, to whom and what, as far as it can be told, so that a letter which cannot be
understood is still registered and shown.
"""

import re
from email import message_from_bytes
from email.header import decode_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parseaddr
from hashlib import sha256
from typing import NamedTuple

from .html_text import html_text

MAX_HEADER = 1_000
MAX_ENCODED = 5_000  # of a header in encoded words: decoding costs the square of its length
MAX_NESTED = 20  # comments in an address; the parsers call themselves for each
MAX_TEXT = 100_000
MAX_RECIPIENTS = 100
MAX_UID = 200  # longer ones do not fit into an index

_AUTO_SUBJECT = re.compile(
    r"\s*(automatic reply|auto:|out of office|автоматический ответ|автоответ)", re.IGNORECASE
)
_SPLIT_WORDS = re.compile(r"\?=\s+=\?")
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply")


class Envelope(NamedTuple):
    """Headers of a letter in plain text."""

    uid: str  # Message-Id, or the hash of the letter when it has none
    has_id: bool
    subject: str
    sender: str
    recipients: tuple
    robot: str  # "", "bounce" or "auto_reply"

    def known_as(self, uid):
        """The same under another Message-Id, which the letter itself has to be given."""
        return self if uid == self.uid else self._replace(uid=uid, has_id=False)


def letter_bytes(message):
    """The gateway is called with bytes, with text or with an XML-RPC wrapper of bytes."""
    data = getattr(message, "data", message)
    return data.encode("utf-8", "surrogateescape") if isinstance(data, str) else bytes(data)


def letter_hash(raw):
    return sha256(raw).hexdigest()


def letter_uid(message_id):
    """A Message-Id that fits into an index, whatever a stranger made of it."""
    uid = clean(message_id).strip()
    return uid if len(uid) <= MAX_UID else f"<{letter_hash(uid.encode())}@long-id>"


def with_message_id(raw, uid):
    """Give a letter the Message-Id under which it is known; the first one counts."""
    line = f"Message-Id: {uid}\r\n".encode()
    if raw.startswith(b"From "):  # an mbox separator stays first
        first, _, rest = raw.partition(b"\n")
        return first + b"\n" + line + rest
    return line + raw


def envelope_of(raw):
    # Whatever a stranger sends must not stop the intake: an error here would lose the letter.
    try:
        head = BytesHeaderParser().parsebytes(_head(raw))
        message_id = _header(head, "Message-Id").strip()
        uid = letter_uid(message_id) if message_id else f"<{letter_hash(raw)}@no-id>"
        return Envelope(
            uid,
            bool(message_id),
            _header(head, "Subject")[:MAX_HEADER],
            _addresses(head, "From")[:MAX_HEADER],
            _recipients(head),
            _robot(head),
        )
    except Exception:
        return Envelope(f"<{letter_hash(raw)}@no-id>", True, "", "", (), "")


def letter_print(raw):
    """What makes a letter the same one, whichever relays it went through: sender and contents."""
    try:
        _, sender = parseaddr(_addresses(BytesHeaderParser().parsebytes(_head(raw)), "From"))
        parts = [part for part in message_from_bytes(raw).walk() if not part.is_multipart()]
        # Relays change line ends.
        texts = [b" ".join((part.get_payload(decode=True) or b"").split()) for part in parts]
    except Exception:  # as above
        return letter_hash(raw)
    return letter_hash(b"\n".join([sender.lower().encode("utf-8", "replace"), *texts]))


def split_sender(message):
    """Name and address of a parsed letter whose name is written in several encoded words.

    The parser of Python 3.11 leaves a space where a long name was split, and a Russian name
    with a patronymic always is.

    :return: tuple of name and address, both empty when there is nothing to mend.
    """
    value = next((str(v) for k, v in message.raw_items() if k.lower() == "from"), "")
    if not _SPLIT_WORDS.search(value):
        return "", ""
    name, address = parseaddr(" ".join(value.split()))
    return clean(" ".join(_decoded(name).split())), address


def text_of(raw):
    """The readable text: the first plain part, else HTML without tags, else the source."""
    try:
        text = _readable(raw)
    except Exception:  # as above
        text = None
    return _shortened(_decode(raw[: MAX_TEXT * 2], None) if text is None else text)


def _readable(raw):
    """:return: the text of the first readable part, None when there is none."""
    parts = [part for part in message_from_bytes(raw).walk() if not part.is_multipart()]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not part.get_filename():
                text = _decode(part.get_payload(decode=True) or b"", part.get_content_charset())
                return text if kind == "text/plain" else html_text(text[:MAX_TEXT])
    return None


def clean(text):
    """Drop what PostgreSQL cannot keep: NUL bytes and halves of surrogate pairs."""
    return (text or "").replace("\x00", "").encode("utf-8", "replace").decode()


def _head(raw):
    ends = [end for end in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if end >= 0]
    return raw[: min(ends)] if ends else raw[:MAX_TEXT]


def _header(head, name):
    """Decoded text of all headers of this name."""
    values = [_decoded(value) for value in head.get_all(name, ())[:MAX_RECIPIENTS]]
    return clean(" ".join(", ".join(values).split()))


def _addresses(head, name):
    """The same of a header with addresses, without comments that no parser would survive."""
    text = _header(head, name)[: MAX_RECIPIENTS * 100]
    return text if text.count("(") <= MAX_NESTED else text.replace("(", " ").replace(")", " ")


def _decoded(value):
    # Header objects stand for 8-bit text that names no charset.
    text = str(value)
    text = text[: MAX_ENCODED if "=?" in text else MAX_TEXT]
    if "\udc80" <= max(text, default="") <= "\udcff" or "unknown-8bit" in repr(value):
        return _decode(text.encode("utf-8", "surrogateescape"), None)
    try:
        return "".join(
            part if isinstance(part, str) else _decode(part, charset)
            for part, charset in decode_header(text if isinstance(value, str) else value)
        )
    except Exception:  # an encoded word that is none
        return text


def _decode(data, charset):
    for name in (charset, "utf-8", "cp1251"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError, TypeError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _recipients(head):
    values = [_addresses(head, name) for name in ("Delivered-To", "X-Original-To", "To", "Cc")]
    found = (address.lower() for _, address in getaddresses(values) if "@" in address)
    return tuple(dict.fromkeys(found))[:MAX_RECIPIENTS]


def _robot(head):
    kind = _header(head, "Content-Type").lower()
    if _header(head, "Return-Path") == "<>" or kind.startswith("multipart/report"):
        return "bounce"
    submitted = _header(head, "Auto-Submitted").lower()
    precedence = _header(head, "Precedence").lower()
    if (
        (submitted and submitted.split(";")[0].strip() != "no")
        or precedence in ("bulk", "junk", "list", "auto_reply")
        or any(head.get(name) for name in _AUTO_HEADERS)
        or _AUTO_SUBJECT.match(_header(head, "Subject"))
    ):
        return "auto_reply"
    return ""


def _shortened(text):
    return clean(text)[:MAX_TEXT].strip()
