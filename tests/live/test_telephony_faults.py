"""B01, B02: what can go wrong between the exchange, the listener and the database; in the end the
calls are those of the exchange, exactly once, and the process lives."""

import threading

import pytest

from ground import odoo, postgres, telephony
from ground.wait import until
from simulators.miko.asks import count, health, run_cron

MILLIONS = 10_000_000  # digits


@pytest.fixture(scope="module")
def listener(server, admin, exchange, pbx):
    """One process for all of it: it must outlive every test, and tell of no error."""
    listener = telephony.Listener(server.database, f"{server.database}_listener.log")
    try:
        assert until(lambda: health(admin, pbx) == "connected")
        yield listener
        assert listener.process.poll() is None
        assert "Traceback" not in listener.log.read_text()
    finally:
        listener.stop()
    listener.log.unlink()


def ended(admin, pbx):
    return count(admin, pbx, ("state", "=", "ended"))


def connections(server, listener):
    """Of the listener: Odoo names them after its process."""
    return (
        f"FROM pg_stat_activity WHERE datname = '{server.database}'"
        f" AND application_name LIKE 'odoo%{listener.process.pid}%'"
    )


def test_B02_the_database_is_restarted(server, admin, exchange, pbx, listener):
    """Its connections break and new ones are refused for some seconds; calls come all the while."""
    before = ended(admin, pbx)
    stop = threading.Event()
    played = []

    def calls():
        while not stop.is_set() and len(played) < 200:
            played.append(exchange.call("inbound_answered", client=f"7917{len(played):07}"))

    caller = threading.Thread(target=calls)
    caller.start()
    assert until(lambda: ended(admin, pbx) > before)
    name = f'"{server.database}"'
    postgres.query(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    ended_ones = f"SELECT pg_terminate_backend(pid) {connections(server, listener)}"
    try:
        assert until(lambda: not postgres.query(ended_ones)), "none is left"
        assert until(lambda: "The database is not there" in listener.log.read_text())
    finally:
        postgres.query(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    stop.set()
    caller.join()
    assert until(lambda: ended(admin, pbx) == before + len(played)), "nothing lost, nothing twice"
    assert until(lambda: health(admin, pbx) == "connected")


def test_B02_the_program_is_upgraded_meanwhile(server, admin, exchange, pbx, listener):
    before, played = count(admin, pbx), []
    stop, reloaded = threading.Event(), "Reloading the model registry"
    reloads = listener.log.read_text().count(reloaded)

    def calls():
        while not stop.wait(0.5):
            played.append(exchange.call("queue", client=f"7918{len(played):07}"))

    caller = threading.Thread(target=calls)
    caller.start()
    try:
        names = ["crm_telephony_miko"]
        odoo.install(server.database, names, log="upgrade-live.log", update=True, gated=False)
    finally:
        stop.set()
        caller.join()
    assert len(played) > 3
    assert until(lambda: ended(admin, pbx) == before + len(played))
    linkedid = exchange.call("inbound_answered", client="79180000000")
    assert until(lambda: count(admin, pbx, ("linkedid", "=", linkedid), ("state", "=", "ended")))
    assert listener.log.read_text().count(reloaded) > reloads


def test_B02_the_exchange_is_restarted(admin, exchange, pbx, listener):
    before = count(admin, pbx)
    exchange.run(exchange.ami.stop())
    assert until(lambda: health(admin, pbx) == "trouble")
    exchange.call("inbound_answered", client="79190000001")  # nobody hears it
    exchange.run(exchange.ami.start())
    assert until(lambda: exchange.ami.sessions)
    exchange.call("inbound_missed", client="79190000002")
    run_cron(admin, "ir_cron_reconcile")
    assert until(lambda: ended(admin, pbx) == before + 2)


def test_B02_the_history_is_there_before_the_events_and_after_them(admin, exchange, pbx, listener):
    """And the events come twice and in another order."""

    def disorder(events):
        late = sorted(events, key=lambda event: hash(str(event)) % 7)
        return [*late, *events[::2]]

    before = count(admin, pbx)
    held, exchange.ami.sessions = exchange.ami.sessions, set()
    told = exchange.run(exchange.ami.play(scenario("queue"), speed=0, client="79190000003"))
    exchange.keep(told)
    run_cron(admin, "ir_cron_reconcile")
    assert count(admin, pbx) == before + 1
    exchange.ami.sessions = held
    for event in [*told, *told]:
        exchange.run(exchange.ami.tell(event))
    mixed = exchange.run(exchange.ami.play(scenario("inbound_answered"), speed=0, order=disorder))
    exchange.keep(mixed)
    assert until(lambda: ended(admin, pbx) == before + 2)
    run_cron(admin, "ir_cron_reconcile")
    assert count(admin, pbx) == ended(admin, pbx) == before + 2
    for events in (told, mixed):
        domain = [("linkedid", "=", events[0]["Linkedid"])]
        fields = ["result", "heard", "certain"]
        (call,) = admin.call("miko.call", "search_read", domain, fields=fields)
        assert (call["result"], call["heard"], call["certain"]) == ("answered", True, True)


def scenario(name):
    from simulators.miko.exchange import SCENARIOS

    return SCENARIOS[name]


HOSTILE = {
    "ten million digits": ("CallerIDNum", b"7" * MILLIONS),
    "no UTF-8": ("CallerIDName", b"\xff\xfe\xed\xa0\x80 \x00 name"),
    "64 kB of markup": ("CallerIDName", b"<img src=x onerror=alert(1)>" + b"<b>" * 22_000),
    "a formula": ("CallerIDName", b'=HYPERLINK("http://evil.example";"x")'),
    "a command": ("Exten", b"' OR 1=1; DROP TABLE miko_call; --"),
}


def test_B02_hostile_calls_are_calls(admin, exchange, pbx, listener):
    for what, (header, value) in HOSTILE.items():
        hostile(admin, exchange, pbx, header, value, what)


def hostile(admin, exchange, pbx, header, value, what):
    before = count(admin, pbx)
    second = 1_795_300_000 + before
    name = f"mikopbx-{second}.1".encode()
    head = {
        "Event": b"Newchannel",
        "Timestamp": str(second).encode(),
        "Channel": b"PJSIP/SIP-TRUNK-1-0000002a",
        "CallerIDNum": b"79190000009",
        "CallerIDName": b"x",
        "Exten": b"74952293201",
        "Uniqueid": name,
        "Linkedid": name,
    }
    end = {**head, "Event": b"Hangup", "Cause": b"16"}
    for event in ({**head, header: value}, {**end, header: value}):
        data = b"".join(key.encode() + b": " + text + b"\r\n" for key, text in event.items())
        exchange.run(exchange.ami.raw(data + b"\r\n"))
    domain = [("linkedid", "=", name.decode()), ("state", "=", "ended")]
    fields = ["number", "caller_name", "did", "error"]
    assert until(lambda: count(admin, pbx, *domain)), what
    (call,) = admin.call("miko.call", "search_read", domain, fields=fields)
    assert all(len(call[name] or "") <= 250 for name in fields), what
    good = exchange.call("inbound_answered", client="79190000010")
    assert until(lambda: count(admin, pbx, ("linkedid", "=", good), ("state", "=", "ended")))
    assert until(lambda: count(admin, pbx, *domain, ("processed", "=", True)))
    assert not call["error"] and count(admin, pbx) == before + 2
