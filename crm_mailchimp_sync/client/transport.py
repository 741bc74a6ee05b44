"""Requests to Mailchimp: one session, typed errors, patience, at most four connections."""

import random
import re
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from . import errors

CONNECTIONS = 4  # Mailchimp allows 10 to a user, all programs together
HOST = "https://{}.api.mailchimp.com/3.0"
PLAIN_HOST = "https://api.mailchimp.com/3.0"
DATA_CENTRE = re.compile(r"-([a-z]{2,4}\d{1,4})\Z")
OVERLOADED = (500, 502, 503, 504)
FIRST_PAUSE, LONGEST_PAUSE = 2, 300


@dataclass(frozen=True)
class Server:
    key: str = field(repr=False)
    url: str = ""  # of another server than Mailchimp's, for instance the simulated one
    timeout: tuple = (10, 125)  # Mailchimp itself gives up after 120 seconds
    tries: int = 3

    @property
    def base(self):
        if self.url:
            return self.url.rstrip("/") + ("" if self.url.rstrip("/").endswith("/3.0") else "/3.0")
        centre = DATA_CENTRE.search(self.key)
        return HOST.format(centre[1]) if centre else PLAIN_HOST


def pause(attempt, rand=random.random):
    """Seconds of silence after the attempt that failed: growing, and not alike for all."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt) * (0.5 + rand() / 2)


class Transport:
    """``sleep`` and ``rand`` are given by tests. Usable by several threads at once."""

    def __init__(self, server, sleep=time.sleep, rand=random.random):
        address = urlsplit(server.base)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise errors.Malformed("The address must begin with https://")
        self._server, self._sleep, self._rand = server, sleep, rand
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.auth = ("odoo", server.key)
        adapter = HTTPAdapter(pool_maxsize=CONNECTIONS, pool_block=True)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)
        self.server_time = None  # of the last answer, by Mailchimp's own clock
        self.requests = 0

    def close(self):
        self._session.close()

    def get(self, path, **params):
        return self.call("GET", path, params)

    def post(self, path, body, **params):
        return self.call("POST", path, params, body)

    def patch(self, path, body, **params):
        return self.call("PATCH", path, params, body)

    def put(self, path, body, **params):
        return self.call("PUT", path, params, body)

    def delete(self, path):
        return self.call("DELETE", path)

    def call(self, method, path, params=None, body=None, tries=None):
        """Everything we send may be repeated: upserts, tags, reading (mailchimp.md 1.10).

        A request without an answer is not repeated at once: it may still be at work.

        :return: dict, empty where Mailchimp answers with nothing.
        """
        tries = tries or self._server.tries
        for attempt in range(1, tries + 1):
            try:
                return self._once(method, path, params, body)
            except errors.TimedOut:
                raise
            except (errors.Busy, errors.Unreachable):
                if attempt == tries:
                    raise
            self._sleep(pause(attempt - 1, self._rand))
        raise AssertionError("unreachable")

    def _once(self, method, path, params, body):
        self.requests += 1
        try:
            answer = self._session.request(
                method,
                f"{self._server.base}/{path}",
                params={name: _plain(value) for name, value in (params or {}).items()},
                json=body,
                timeout=self._server.timeout,
                allow_redirects=False,
            )
        except UnicodeError:  # Mailchimp makes no such key
            raise errors.KeyRefused("Mailchimp refuses the key") from None
        except requests.exceptions.ReadTimeout as error:
            raise errors.TimedOut("No answer in time") from error
        except requests.RequestException as error:
            raise errors.Unreachable("No connection") from error
        self._note_time(answer)
        return _checked(answer)

    def _note_time(self, answer):
        try:
            self.server_time = parsedate_to_datetime(answer.headers.get("Date"))
        except (TypeError, ValueError):
            return

    def download(self, url):
        """A result file: it lies elsewhere, and our key is not for its eyes."""
        self.requests += 1
        try:
            answer = requests.get(url, timeout=self._server.timeout)
        except requests.RequestException as error:
            raise errors.Unreachable("No connection") from error
        if answer.status_code != 200:
            raise errors.NotFound("The result is gone")
        return answer.content


def _plain(value):
    return str(value).lower() if isinstance(value, bool) else value


def _checked(answer):
    """By the status first: an error may come without a word (mailchimp.md 2)."""
    status, said = answer.status_code, _json(answer)
    if status == 204 or (status < 300 and not answer.content):
        return {}
    if status < 300:
        if not isinstance(said, dict):
            raise errors.Malformed("The answer is not Mailchimp's")
        return said
    if status == 429 or (status == 403 and said is None):
        raise errors.Busy("Mailchimp asks for a pause")
    if status in OVERLOADED:
        raise errors.Unreachable("Mailchimp is overloaded")
    if status in (401, 403):
        raise errors.KeyRefused("Mailchimp refuses the key")
    if said is None:
        raise errors.Malformed("The answer is not Mailchimp's")
    raise errors.of_problem(status, said)


def _json(answer):
    try:
        said = answer.json()
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
