"""The exchange's free module that rings the manager of a known number, while we are down as well.

It is told the people (an id and an extension each) and whose clients the numbers are. All clients
of one person change their phone with one row: that is how a deputy gets the calls.
"""

import re
from typing import NamedTuple

from .errors import Malformed, Missing

BASE = "/pbxcore/api/module-interception-ivr/v1/"
KEPT = 10  # digits by which the module knows a number
MAX_NAME = 60
# The exchange answers 403 to texts that look like paths or like commands of a database.
_PLAIN = re.compile(r"[^\w ]+")


class Person(NamedTuple):
    key: str  # «u-7»
    name: str
    position: str
    number: str  # extension of who is on duty for this person


class Number(NamedTuple):
    client: str  # «p-42»
    person: str  # key of a person
    name: str  # of the client
    number: str


def plain(text):
    """A name as the exchange takes it: letters, digits and spaces."""
    return " ".join(_PLAIN.sub(" ", text or "").split())[:MAX_NAME]


def kept(number):
    """What the module compares: two numbers that are equal here are one to it."""
    return re.sub(r"\D", "", number)[-KEPT:]


class Routing:
    """:param client: a :class:`rest.RestClient`, whose key may use modules."""

    def __init__(self, client):
        self._client = client

    def save_people(self, people):
        rows = [
            {"crmId": p.key, "name": plain(p.name), "position": plain(p.position),
             "number": int(p.number)}
            for p in people
        ]  # fmt: skip
        self._post("users/add", rows)

    def delete_people(self, keys):
        self._post("users/delete", [{"crmId": key} for key in keys])

    def save_numbers(self, numbers):
        """All numbers of each client in one call: what the module had of these is forgotten."""
        rows = [
            {"crmId": n.client, "employeeId": n.person, "name": plain(n.name), "number": n.number}
            for n in numbers
        ]
        self._post("responsible/add", rows)

    def delete_numbers(self, numbers):
        self._post("responsible/delete", [{"number": number} for number in numbers])

    def manager(self, number):
        """:return: (extension, source) that the module has for this caller; source is «crm» for
        what it was told, «cdr» for what it guesses from the calls; ("", "") for nobody."""
        path = f"{BASE}responsible/{number}"
        found = self._call("GET", path, {"type": "INCOMING"}).get("data")
        if not isinstance(found, list):
            raise Malformed("The exchange answered something else than its interface promises")
        first = found[0] if found and isinstance(found[0], dict) else {}
        return str(first.get("number") or ""), str(first.get("source") or "")

    def _post(self, what, rows):
        if rows:
            self._call("POST", f"{BASE}{what}", rows=rows)

    def _call(self, method, path, params=None, rows=None):
        try:
            return self._client.ask(method, path, params, rows)
        except Missing as error:
            raise Missing("The exchange has no module that rings managers") from error
