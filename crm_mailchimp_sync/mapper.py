"""Values of the database <-> what Mailchimp knows of a person. Pure."""

import re

from .client import limits
from .client.api import when
from .client.payload import canonical

PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична|оглы|кызы)\Z", re.IGNORECASE)


def first_and_last(name):
    """A Russian name in either order, with or without the father's name.

    «Петров Иван Сергеевич» and «Иван Сергеевич Петров» -> («Иван Сергеевич», «Петров»), so that a
    letter begins «Иван Сергеевич!»; «Иван Петров» -> («Иван», «Петров»).
    """
    words = (name or "").split()
    if len(words) < 2:
        return " ".join(words), ""
    if len(words) == 3 and PATRONYMIC.search(words[2]):
        return " ".join(words[1:]), words[0]
    if len(words) == 3 and PATRONYMIC.search(words[1]):
        return " ".join(words[:2]), words[2]
    if len(words) == 2 and PATRONYMIC.search(words[1]):
        return " ".join(words), ""
    return words[0], " ".join(words[1:])


def renamed(name, first, last):
    """A name with other parts, in the order in which it was written.

    («Петров Иван», «Иоанн», «Петров») -> «Петров Иоанн»
    """
    _first, old_last = first_and_last(name)
    last_leads = old_last and (name or "").split()[0] == old_last.split()[0]
    parts = (last, first) if last_leads else (first, last)
    return " ".join(part for part in parts if part)


def language(code):
    """«ru_RU» -> «ru»; Portuguese and the like keep their country for Mailchimp."""
    if not code:
        return ""
    short, _sep, country = code.partition("_")
    return code if (short, country) in (("pt", "PT"), ("es", "ES"), ("fr", "CA")) else short


def payload(values, tags, lang):
    """:param values: list of (merge tag, type, value)
    :param tags: list of (prefix, label, value)
    """
    fields = {tag: limits.fit(value, kind) for tag, kind, value in values}
    names = [limits.tag_name(prefix, label, value) for prefix, label, value in tags if value]
    return canonical(fields, names, language(lang))


def member_values(row):
    """A member as Mailchimp tells of him -> columns of ``mailchimp.member``."""
    return {
        "email": str(row.get("email_address") or "").strip().lower(),
        "remote_status": row.get("status") or None,
        "remote_id": row.get("contact_id") or row.get("unique_email_id") or None,
        "web_id": str(row.get("web_id") or "") or None,
        "remote_changed_at": when(row.get("last_changed")),
    }


def agreed_himself(row):
    """When the person himself confirmed that he wants letters, or None.

    Mailchimp keeps the address of the computer only where a person confirmed; an import or an
    employee leaves it empty.
    """
    return when(row.get("timestamp_opt")) if row.get("ip_opt") else None
