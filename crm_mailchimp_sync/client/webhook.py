"""What Mailchimp posts to us: is it Mailchimp, and what does it say."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

FRESH = 300  # seconds that a signature holds
SIGNATURE = "X-Mailchimp-Signature"
MAX_FIELDS = 200
TYPES = ("subscribe", "unsubscribe", "profile", "upemail", "cleaned", "campaign")
KEY = re.compile(r"\Adata((?:\[[^\[\]]{1,50}\]){1,4})\Z")


def sign(secret, body, at):
    """The header that belongs to a body posted at a moment."""
    return f"t={int(at)},v1={_hmac(secret, body, str(int(at)))}"


def is_signed(secret, body, header, now):
    """Whether the header proves that the holder of the secret posted this body just now.

    Several ``v1`` may stand there while a secret is being changed.
    """
    parts = [part.strip().partition("=")[::2] for part in (header or "").split(",")]
    at = next((value for name, value in parts if name == "t"), "")
    if not (at.isascii() and at.isdigit() and len(at) <= 12) or abs(now - int(at)) > FRESH:
        return False
    wanted = _hmac(secret, body, at)
    given = [value for name, value in parts if name == "v1"]
    return any(hmac.compare_digest(wanted.encode(), value.encode()) for value in given)


def _hmac(secret, body, at):
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Event:
    kind: str
    fired_at: str
    data: dict  # plain keys: «email», «merges.FNAME»

    @property
    def email(self):
        return self.data.get("email", "").strip().lower()

    @property
    def list_id(self):
        return self.data.get("list_id", "")

    @property
    def key(self):
        """The same for every delivery of one event: Mailchimp numbers them not."""
        who = self.email or self.data.get("new_email") or self.data.get("id") or ""
        text = "\0".join((self.kind, who, self.fired_at, self.data.get("action", "")))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def parse(body):
    """:param bytes body: form-urlencoded, keys in the way of PHP.
    :return: Event, or None when it is not one."""
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return None
    plain, data = {}, {}
    for name, value in pairs:
        value = value.replace("\0", "")[:1000]
        if match := KEY.match(name):
            data[".".join(re.findall(r"\[([^\[\]]+)\]", match[1]))] = value
        else:
            plain[name] = value
    if plain.get("type") not in TYPES or not data.get("list_id"):
        return None
    return Event(plain["type"], plain.get("fired_at", "")[:30], data)
