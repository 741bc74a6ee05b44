"""What a form of some website has posted: names, checks and text, without Odoo.

Builders of websites name the same thing differently; the usual names are known. What is not known
is not lost: it goes into the text of the request with its name.
"""

from typing import NamedTuple

from .letter import clean
from .letter_template import STANDARD, parse_address
from .phone import phone_key

MAX_SHORT, MAX_LONG, MAX_FIELDS = 200, 20_000, 60
MIN_DIGITS = 5
NAMES = {
    "contact_name": ("name", "fio", "your_name", "username", "имя", "фио", "ваше имя"),
    "phone": ("tel", "telephone", "your_phone", "телефон", "ваш телефон"),
    "email": ("e-mail", "mail", "email_from", "your_email", "почта"),
    "partner_name": ("company", "organization", "organisation", "компания", "организация"),
    "product": ("subject", "товар", "оборудование", "тема"),
    "text": ("message", "comment", "comments", "textarea", "question", "сообщение", "вопрос"),
    "landing_url": ("page", "page_url", "url"),
    "request_uid": ("tranid",),
    "key": ("api_key",),
    "trap": ("homepage",),
    "consent": ("agreement", "согласие"),
    "consent_version": (),
    "test": (),
}
KNOWN = {alias: name for name, aliases in NAMES.items() for alias in (name, *aliases)} | STANDARD
LONG = frozenset(("text", "landing_url", "referrer", "request_uid"))
# What a person types. Everything else is put in by his page: he can neither see nor mend it.
TYPED = frozenset(("contact_name", "phone", "email", "partner_name", "product", "text"))
# Of these one value is meant; several of anything else are read together.
SINGLE = frozenset(KNOWN.values()) - {"contact_name", "partner_name", "product", "text"}
ADDRESSES = ("phone", "email")
FALSE = frozenset(("", "0", "no", "false", "off", "нет"))
# Technical fields of builders, of no use to anybody who reads the request.
DULL = frozenset(("formid", "formname", "csrf_token", "tildaspec-cookie", "tildaspec-referer"))


class Post(NamedTuple):
    """Values by our names, the rest by theirs, and what is wrong by field."""

    values: dict
    rest: dict
    errors: dict  # field -> "required", "invalid", "long" or "text"


def read_post(data):
    """:param dict data: what was posted, as JSON or as a form."""
    values, rest, errors = {}, {}, {}
    for given, value in list(data.items())[:MAX_FIELDS]:
        given = clean(str(given)[:MAX_SHORT]).strip()
        name = KNOWN.get(given.lower())
        text = _text(value)
        most = MAX_LONG if name in LONG or not name else MAX_SHORT
        if text and name and name not in TYPED:
            text = text[:most]
        if text is None:
            errors[name or given] = "text"
        elif len(text) > most:
            errors[name or given] = "long"
        elif name and text:
            values.setdefault(name, text)
        elif text and given.lower() not in DULL:
            rest[given] = text
    for name, text in parse_address(values.get("landing_url")).items():
        values.setdefault(name, text[:MAX_SHORT])
    return Post(values, rest, {**_wrong(values), **errors})


def join_fields(pairs):
    """Fields of a form, each once: what was ticked several times is one text.

    :param pairs: tuples of name and text, in the order of the form.
    :return: dict; a second phone or address of a mailbox stands under a name of its own.
    """
    data = {}
    for given, text in pairs:
        name, old = KNOWN.get(clean(given).strip().lower()), data.get(given)
        if not old or text in (old, ""):
            data[given] = old or text
        elif name in ADDRESSES:
            data.setdefault(f"{given} 2", text)
        elif name not in SINGLE:
            data[given] = f"{old}, {text}"
    return data


def is_test(data):
    """A builder tries the address before it saves it: Tilda posts ``test=test``."""
    return {str(key).lower() for key in data} <= {"test", "key", "api_key"} and "test" in data


def agreed(values):
    return values.get("consent", "").lower() not in FALSE


def full_text(post):
    """What the visitor wrote, and everything else he or his page has sent."""
    lines = [post.values.get("text", "")]
    lines += [f"{name}: {text}" for name, text in post.rest.items()]
    return "\n".join(filter(None, lines))


def _wrong(values):
    errors = {}
    phone, email = values.get("phone"), values.get("email")
    if not phone and not email:
        errors["phone"] = "required"
    if phone and len(phone_key(phone)) < MIN_DIGITS:
        errors["phone"] = "invalid"
    if email and not _is_email(email):
        errors["email"] = "invalid"
    return errors


def _is_email(text):
    name, _, domain = text.rpartition("@")
    return bool(name) and "." in domain.strip(".") and not set(text) & set(" \t\r\n,;<>\"'()")


def _text(value):
    """:return: the text of a plain value, None when it is not one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        return None
    return clean(value).strip()
