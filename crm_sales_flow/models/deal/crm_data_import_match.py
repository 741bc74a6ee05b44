"""When are two clients, or two people of one client, the same? One answer for rows and records.

A number of the old system always says it. INN and KPP, e-mail, telephone and name are shared by
branches, holdings and offices, so that what is known better has to agree (X06).
"""

from itertools import chain

from ...tools.phone import phone_key

CLIENT_KEYS = ("number", "inn", "email", "phone")
CONTACT_KEYS = ("number", "email", "phone", "name")
KEYS = {"client": CLIENT_KEYS, "contact": CONTACT_KEYS, "deal": ("number",)}
# What tells two of them apart when they share a weaker key.
IDENTITY = {"client": "inn", "contact": "email", "deal": "number"}


def is_another(kind, key, one, other):
    """Two dicts of values that share ``key``: do they surely speak of different ones?"""
    if key == "number":
        return False
    if kind == "client":
        return _differ(one, other, "inn") or _differ(one, other, "kpp")
    if key == "name":
        return _differ(one, other, "number")
    namesakes = not _differ(one, other, "name")
    return key == "phone" and (
        _differ(one, other, "email") or (not namesakes and _differ(one, other, "number"))
    )


def _differ(one, other, code):
    """Known of both, and not the same."""
    found, present = (str(values.get(code) or "").strip().lower() for values in (one, other))
    return bool(found and present) and found != present


class Seen:
    """The rows of a sheet so far, found again by every key in constant time."""

    def __init__(self, kind):
        self.kind = kind
        self.rows = {}

    def meet(self, number, values):
        """Remember a row.

        :return: (number of the earlier row that it repeats, code of the key), or None.
        """
        places = list(self._places(values))
        for key, place, identity in places:
            found = self.rows.get(place, {})
            likely = [found.get("", ()), found.get(identity, ())] if identity else found.values()
            for earlier, known in chain.from_iterable(likely):
                if not is_another(self.kind, key, values, known):
                    return earlier, key
        for _key, place, identity in places:
            self.rows.setdefault(place, {}).setdefault(identity, []).append((number, values))
        return None

    def _places(self, values):
        """(key, where rows that share it are kept, what tells them apart there)

        Contacts are people of their client.
        """
        identity = _plain(values, IDENTITY[self.kind])
        client = _plain(values, "client") if self.kind == "contact" else ""
        keys = KEYS[self.kind]
        if self.kind == "client" and not any(values.get(key) for key in keys):
            keys = ("name",)
        for key in keys:
            if text := _plain(values, key):
                strong = key == "number"
                yield key, (key, text, "" if strong else client), "" if strong else identity


def _plain(values, code):
    text = values.get(code) or ""
    return phone_key(text) if code == "phone" else text.lower()
