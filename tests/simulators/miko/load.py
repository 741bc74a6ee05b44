"""Loads of calls and what is measured of them: shared by tests (with few calls) and bin/bench.

Calls are ten times as fast as in life; 70 % of them are of known clients.
"""

import itertools
import threading
import time
from collections import namedtuple
from functools import partial
from pathlib import Path

import psycopg2

from ground import postgres
from ground.wait import until
from simulators.miko.exchange import SCENARIOS

KNOWN = 0.7
LOOK = 0.02  # seconds between two looks at the database: a part of what is measured
KINDS = ("inbound_answered", "inbound_answered", "inbound_missed", "queue", "outbound")
CARD = ".o_miko_card"
CONNECTION = "odoo.__WOWL_DEBUG__?.root.env.services.bus_service.workerState"
# What the issue asks for, in seconds but for the last, in MB.
STREAM, PACE = 600, 0.5  # 120 calls a minute for five minutes
BURST, WITHIN = 600, 60
TO_ROW, TO_ALL, TO_CATCH_UP = 1, 10, 120
RINGS, TO_CARD, TO_CARD_MOSTLY = 40, 1, 0.3
MEMORY = 200


def number(n):
    return f"7921{n:07}"


def known(n):
    return n % 10 < KNOWN * 10


def clients(calls=1000):
    """:return: values of the contacts who are known."""
    return [{"name": f"Client {n}", "phone": number(n)} for n in range(calls) if known(n)]


class Looks:
    """When each call was told of, was there, was over, and had all that follows from it."""

    def __init__(self, database, exchange):
        self.exchange, self.plain = exchange, exchange.ami.tell
        self.told, self.over, self.there, self.followed = {}, {}, {}, {}
        exchange.ami.tell = self._tell
        self.connection = psycopg2.connect(dbname=database, **postgres.place())
        self.connection.autocommit = True
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stop.set()
        self.thread.join()
        self.connection.close()
        self.exchange.ami.tell = self.plain

    async def _tell(self, event):
        key = event.get("Linkedid")
        if event["Event"] == "Newchannel":
            self.told.setdefault(key, time.monotonic())
        elif event["Event"] == "Hangup":
            self.over[key] = time.monotonic()
        await self.plain(event)

    def _look(self):
        with self.connection.cursor() as cursor:
            last = 0
            while not self.stop.wait(LOOK):
                cursor.execute("SELECT id, linkedid FROM miko_call WHERE id > %s", [last])
                for row, key in cursor.fetchall():
                    last = max(last, row)
                    self.there[key] = time.monotonic()
                waits = [key for key in self.there if key in self.over and key not in self.followed]
                cursor.execute(
                    "SELECT linkedid FROM miko_call WHERE processed AND linkedid = ANY(%s)", [waits]
                )
                for (key,) in cursor.fetchall():
                    self.followed[key] = time.monotonic()

    def play(self, calls, pace):
        """``calls`` of them, one each ``pace`` seconds."""
        exchange, begun = self.exchange, time.monotonic()
        for n, kind in zip(range(calls), itertools.cycle(KINDS), strict=False):
            wait = begun + n * pace - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            begin = partial(exchange.ami.play_later, SCENARIOS[kind], speed=10, client=number(n))
            exchange._loop.call_soon_threadsafe(begin)

    def row_seconds(self, but=()):
        told = {key: at for key, at in self.told.items() if key in self.there and key not in but}
        return sorted(self.there[key] - at for key, at in told.items())

    def follow_seconds(self, but=()):
        return sorted(at - self.over[key] for key, at in self.followed.items() if key not in but)


Load = namedtuple("Load", "rows followed seconds")


def stream(looks, calls=STREAM):
    """A steady stream of calls. :return Load: seconds to the rows and to all that follows."""
    return _load(looks, calls, PACE, calls * PACE + 60)


def burst(looks, calls=BURST, within=WITHIN):
    """So many at once that they wait. :return Load: ``seconds`` until all of it was done."""
    return _load(looks, calls, within / calls, within + TO_CATCH_UP)


def _load(looks, calls, pace, patience):
    known, done, begun = set(looks.told), len(looks.followed), time.monotonic()
    looks.play(calls, pace)
    left = begun + patience - time.monotonic()
    assert until(lambda: len(looks.followed) == done + calls, left), len(looks.followed) - done
    seconds = time.monotonic() - begun
    return Load(looks.row_seconds(known), looks.follow_seconds(known), seconds)


def ring_seconds(page, ring, hang_up, calls):
    """From the first event of a call to its card in a window that is open already."""
    waited = []
    for _call in range(calls):
        begun = time.monotonic()
        linkedid = ring()
        page.locator(CARD).wait_for()
        waited.append(time.monotonic() - begun)
        hang_up(linkedid)
        page.locator(CARD).wait_for(state="detached")
    return sorted(waited)


def ready(page):
    """The window hears messages: its web client is there, and its connection too."""
    page.locator(".o_main_navbar").wait_for()
    page.wait_for_function(f"() => {CONNECTION} === 'CONNECTED'")
    return page


def median(seconds):
    return seconds[len(seconds) // 2]


def p95(seconds):
    return seconds[int(len(seconds) * 0.95)]


def memory(anew=False):
    """:return: MB that this process held at most; ``anew``: now, and the most counts from here."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in x)
    return int(line.split()[1]) / 1024
