"""The REST interface of the exchange (version 3): history of calls, recordings, employees."""

import random
import re
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import requests

from .errors import (
    Busy,
    Forbidden,
    Malformed,
    Missing,
    NotAnExchange,
    Refused,
    Rejected,
    Unreachable,
)
from .rows import as_it_came, is_understood, rows_of

BASE = "/pbxcore/api/v3/"
PAGE = 1000  # rows; the exchange gives no more at once
PER_MINUTE = 150  # the exchange bans who asks it more than 180 times a minute
MAX_PAGES = 100_000
MAX_DAYS = 360  # the exchange answers no question about more than 365 days
BAN = 300  # seconds of the ban that follows too many requests
KEPT = 5  # rows that are not understood
NEWEST = 10  # so many are asked for: one without a sound id tells nothing
PLAYBACK = re.compile(r"/pbxcore/api/v3/cdr:(?:playback|download)\?token=[0-9a-fA-F]{16,128}\Z")


@dataclass(frozen=True)
class Server:
    url: str  # https://pbx.example
    key: str = field(repr=False)
    verify: bool | str = True  # False or a file of certificates for a self-made one
    timeout: tuple = (5, 35)  # the exchange itself gives up after 30 seconds
    tries: int = 3


@dataclass(frozen=True)
class Page:
    rows: list
    last_id: int
    more: bool


class RestClient:
    """``sleep``, ``rand`` and ``clock`` are given by tests."""

    def __init__(self, server, sleep=time.sleep, rand=random.random, clock=time.monotonic):
        address = urlsplit(server.url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise NotAnExchange("The address must begin with https://")
        self._server, self._sleep, self._rand, self._clock = server, sleep, rand, clock
        self._asked = deque(maxlen=PER_MINUTE)
        self._root = f"{address.scheme}://{address.netloc}"
        self._session = requests.Session()
        self._session.trust_env = False
        self.strange = []  # the last rows of which no call can be made, as they came

    def close(self):
        self._session.close()

    # ------------------------------------------------------------- history

    def history(self, after, since, linkedid=None, until=None):
        """Rows of the history with an id above ``after``, in the order of ids, page by page.

        Plain rows, not grouped by call: a group may be cut by the page, and the cursor would
        skip the ids between. Without a date the exchange would look back 30 days only.

        :param str since: local time of the exchange, «2026-01-31 00:00:00» with a space.
        :param str until: the same; rows that begin at this moment or later may be left out.
        """
        for _page in range(MAX_PAGES):
            page = self._page(after, since, linkedid, until)
            if page.last_id > after:
                yield page
            if not page.more:
                return
            if page.last_id <= after:
                raise Malformed("The history of the exchange does not go on")
            after = page.last_id

    def newest_id(self, since):
        """The largest id: smaller than the cursor when the exchange was set up anew."""
        data = self._get("cdr", {**self._plain(since), "order": "DESC", "limit": NEWEST})
        return max((row["id"] for row in rows_of(data)), default=0)

    def _page(self, after, since, linkedid, until):
        params = {**self._plain(since), "order": "ASC", "limit": PAGE, "idFrom": after}
        if linkedid:
            params["linkedid"] = linkedid
        if until:
            params["dateTo"] = until.replace("T", " ")
        data = self._get("cdr", params)
        rows = rows_of(data)
        paging = data.get("pagination")
        if not isinstance(paging, dict):
            raise Malformed("The history of the exchange has no pages")
        last = max([after, *(row["id"] for row in rows)])
        understood = list(map(is_understood, rows))
        strange = [raw for raw, sound in zip(data["records"], understood, strict=True) if not sound]
        self.strange = [*self.strange, *map(as_it_came, strange)][-KEPT:]
        news = [row for row, sound in zip(rows, understood, strict=True) if sound]
        return Page([row for row in news if row["id"] > after], last, bool(paging.get("hasMore")))

    @staticmethod
    def _plain(since):
        return {"grouped": "false", "sort": "id", "dateFrom": since.replace("T", " ")}

    # ---------------------------------------------------------- recordings

    def recording(self, linkedid, uniqueid, since, wanted=None, kind="mp3"):
        """Open a recording; its link is asked for anew each time, for it is a key for an hour.

        :param str wanted: header Range of the browser.
        :return: the open answer, or None while the exchange has no recording.
        """
        link = self._link(linkedid, uniqueid, since)
        if link is None:
            return None
        params = {"format": kind}
        if wanted:
            probe = self._open(link, params, "bytes=0-0")
            size = probe.headers.get("Content-Range", "").rpartition("/")[2]
            probe.close()
            wanted = clamp(wanted, int(size)) if size.isdecimal() else None
        return self._open(link, params, wanted)

    def _link(self, linkedid, uniqueid, since):
        for page in self.history(0, since, linkedid):
            for row in page.rows:
                link = row.get("playback_url") or ""
                if row.get("UNIQUEID") == uniqueid and link:
                    if not PLAYBACK.match(link):
                        raise Malformed("The exchange gave an unusual link to a recording")
                    return link
        return None

    def _open(self, link, params, wanted):
        # Piece by piece and by its length it is passed on: it must come as it is.
        headers = {"Accept-Encoding": "identity", **({"Range": wanted} if wanted else {})}
        answer = self._send(self._root + link, params, headers, stream=True)
        if answer.status_code not in (200, 206):
            answer.close()
            raise Rejected("The exchange does not give out the recording")
        return answer

    # ------------------------------------------------------------ requests

    def _get(self, resource, params):
        return self.ask("GET", f"{BASE}{resource}", params).get("data")

    def now(self):
        """:return datetime: the clock of the exchange with its offset, None when it tells none."""
        envelope = self.ask("GET", f"{BASE}cdr", {"grouped": "false", "limit": 1})
        meta = envelope.get("meta")
        try:
            told = datetime.fromisoformat(str(meta["timestamp"]))
        except (KeyError, TypeError, ValueError):
            return None
        return told if told.tzinfo else None

    def allows(self, resource):
        """Whether the key may read this; nothing of the answer is kept."""
        try:
            self.ask("GET", f"{BASE}{resource}", {"limit": 1})
        except (Forbidden, Missing):
            return False
        except (Rejected, Malformed):
            return True
        return True

    def ask(self, method, path, params=None, rows=None):
        """:param rows: what is sent as JSON.
        :return dict: the envelope of an answer that says yes."""
        headers = {"Authorization": f"Bearer {self._server.key}", "Accept": "application/json"}
        answer = self._send(f"{self._root}{path}", params, headers, method=method, rows=rows)
        try:
            envelope = answer.json()
        except ValueError:
            envelope = None
        if not isinstance(envelope, dict) or "result" not in envelope:
            raise Malformed("The exchange answered something else than its interface promises")
        if not envelope["result"]:
            raise Rejected(_words(envelope))
        return envelope

    def _send(self, url, params, headers, stream=False, method="GET", rows=None):
        """Whatever is asked may be asked again: it reads, or it says how things are to be. Never
        after a 429."""
        tries = self._server.tries
        for attempt in range(1, tries + 1):
            self._pace()
            try:
                answer = self._session.request(
                    method,
                    url,
                    params=params,
                    json=rows,
                    headers=headers,
                    stream=stream,
                    timeout=self._server.timeout,
                    verify=self._server.verify,
                    allow_redirects=False,
                )
            except (requests.exceptions.InvalidHeader, UnicodeError):
                # The exchange makes no such key, and this error would tell it.
                raise Refused("The exchange refuses the key of its REST interface") from None
            except requests.exceptions.SSLError as error:
                raise NotAnExchange("The certificate of the exchange is not trusted") from error
            except requests.RequestException:  # it tells the address: of a recording, its token
                if attempt == tries:
                    raise Unreachable("No connection to the exchange") from None
            else:
                if answer.status_code not in (502, 503, 504) or attempt == tries:
                    return _checked(answer)
                answer.close()
            self._sleep(2 ** (attempt - 1) * (0.5 + self._rand()))
        raise AssertionError("unreachable")

    def _pace(self):
        """Stay below the number of questions for which the exchange would ban this address."""
        if len(self._asked) == PER_MINUTE:
            wait = self._asked[0] + 60 - self._clock()
            if wait > 0:
                self._sleep(wait)
        self._asked.append(self._clock())


def _checked(answer):
    status = answer.status_code
    if status == 429:
        wait = answer.headers.get("Retry-After", "")
        raise Busy("The exchange asks for a pause", int(wait) if wait.isdecimal() else BAN)
    if status in (502, 503, 504):
        raise Unreachable("The exchange is overloaded")
    if status == 401:
        raise Refused("The exchange refuses the key of its REST interface")
    if status == 403:
        raise Forbidden("The key may not do this, or the firewall of the exchange forbids it")
    if status in (301, 302, 307, 308):
        raise NotAnExchange("The exchange sends to another address: use its https:// address")
    if status == 404:
        raise Missing("There is no REST interface of version 3 at this address")
    return answer


def _words(envelope):
    """What the exchange says, in either of its forms: a list of texts, or a dict of lists."""
    said = envelope.get("messages") or []
    if isinstance(said, dict):
        said = said.get("error") or []
    return (
        "; ".join(map(str, said if isinstance(said, list) else [said]))[:300] or "No reason given"
    )


def clamp(wanted, size):
    """A range that the exchange understands: it answers 416 to an end behind the file and to
    the last N bytes. :return: None when the whole file is meant."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", wanted.strip())
    if not match or not size or wanted.strip() == "bytes=-":
        return None
    if not match[1]:
        return f"bytes={max(0, size - int(match[2]))}-{size - 1}"
    start = int(match[1])
    end = min(int(match[2]), size - 1) if match[2] else size - 1
    return f"bytes={start}-{end}" if start <= end else wanted
