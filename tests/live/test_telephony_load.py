"""B01, B02: as many calls as the issue names, through manager interface, listener and database.

`bin/test` plays the short form, `bin/test --deep` the whole one: 120 calls a minute for five
minutes, 70 % of known clients; 600 calls within a minute. Calls are as fast as in life ten times.
How long it may take is asked by the whole one only, on a machine that does nothing else.
"""

import itertools
import os
import threading
import time
from functools import partial

import psycopg2
import pytest

from ground import postgres, telephony
from ground.wait import until
from simulators.miko.asks import count, health, run_cron
from simulators.miko.exchange import SCENARIOS

DEEP = bool(os.environ.get("CRM_FLOW_DEEP"))
STEADY, PACE = (600 if DEEP else 40), 0.5  # calls, seconds between two
BURST, WITHIN = (600, 60) if DEEP else (60, 6)
KNOWN = 0.7
LOOK = 0.02  # seconds between two looks at the database: a part of what is measured
KINDS = ("inbound_answered", "inbound_answered", "inbound_missed", "queue", "outbound")


@pytest.fixture(scope="module")
def clients(admin):
    values = [{"name": f"Client {n}", "phone": number(n)} for n in range(1000) if known(n)]
    admin.call("res.partner", "create", values)


@pytest.fixture(scope="module")
def listener(server, admin, pbx, clients):
    listener = telephony.Listener(server.database, f"{server.database}_load.log")
    try:
        assert until(lambda: health(admin, pbx) == "connected")
        yield listener
    finally:
        listener.stop()
    listener.log.unlink()


@pytest.fixture
def looks(server, exchange):
    looks = Looks(server.database, exchange)
    yield looks
    looks.end()


def number(n):
    return f"7921{n:07}"


def known(n):
    return n % 10 < KNOWN * 10


class Looks:
    """When each call was told of, was there, was over, and had all that follows from it."""

    def __init__(self, database, exchange):
        self.exchange, self.plain = exchange, exchange.ami.tell
        self.told, self.over, self.there, self.followed = {}, {}, {}, {}
        exchange.ami.tell = self._tell
        names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
        place = {names[k]: v for k, v in postgres.settings().items() if k in names}
        self.connection = psycopg2.connect(dbname=database, **place)
        self.connection.autocommit = True
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

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

    def end(self):
        self.stop.set()
        self.thread.join()
        self.connection.close()
        self.exchange.ami.tell = self.plain

    def play(self, calls, pace):
        """``calls`` of them, one each ``pace`` seconds, as ten times faster as in life."""
        exchange, begun = self.exchange, time.monotonic()
        for n, kind in zip(range(calls), itertools.cycle(KINDS), strict=False):
            wait = begun + n * pace - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            begin = partial(exchange.ami.play_later, SCENARIOS[kind], speed=10, client=number(n))
            exchange._loop.call_soon_threadsafe(begin)

    def row_seconds(self):
        return sorted(self.there[key] - at for key, at in self.told.items() if key in self.there)

    def follow_seconds(self):
        return sorted(at - self.over[key] for key, at in self.followed.items())


def p95(seconds):
    return seconds[int(len(seconds) * 0.95)]


def shown(what, seconds):
    median = seconds[len(seconds) // 2]
    print(
        f"{what}: {len(seconds)} calls, median {median:.3f} s,"
        f" p95 {p95(seconds):.3f} s, longest {seconds[-1]:.3f} s"
    )


def test_B01_B02_a_steady_stream_of_calls(admin, exchange, pbx, listener, looks):
    before = count(admin, pbx)
    looks.play(STEADY, PACE)
    assert until(lambda: len(looks.followed) == STEADY), len(looks.followed)
    rows, followed = looks.row_seconds(), looks.follow_seconds()
    shown("event to call row", rows)
    shown("end to chatter, lead and task", followed)
    assert len(rows) == count(admin, pbx) - before == STEADY, "each exactly once"
    if DEEP:
        assert p95(rows) < 1
        assert followed[-1] < 10


def test_B02_a_burst_of_calls_is_caught_up_with(admin, exchange, pbx, listener, looks):
    before, begun = count(admin, pbx), time.monotonic()
    looks.play(BURST, WITHIN / BURST)
    assert until(lambda: len(looks.followed) == BURST, WITHIN + 120), len(looks.followed)
    seconds = time.monotonic() - begun
    shown("burst, event to call row", looks.row_seconds())
    print(f"burst of {BURST} calls in {WITHIN} s: all of it done after {seconds:.0f} s")
    assert not DEEP or seconds < WITHIN + 120
    assert count(admin, pbx) - before == BURST, "nothing lost, nothing twice"
    run_cron(admin, "ir_cron_reconcile")
    assert count(admin, pbx) - before == BURST, "the history knows the same calls"
