"""B01, B02: the listener as a process of its own, on a real database, against the simulated
exchange: killed, doubled, stopped; in the end the calls are those of the exchange, exactly once."""

import os
import signal
import threading

import pytest

from ground import live, telephony
from ground.wait import until
from simulators.miko.exchange import Exchange

BURST = 200


@pytest.fixture(scope="module")
def server():
    with live.serve("b") as server:
        server.expected += ["could not serialize", "bad query"]
        yield server


@pytest.fixture(scope="module")
def exchange():
    with Exchange() as exchange:
        yield exchange


@pytest.fixture(scope="module")
def admin(server):
    return server.session("admin")


@pytest.fixture(scope="module")
def pbx(admin, exchange):
    values = {
        "name": "Simulated",
        "host": "127.0.0.1",
        "ami_port": exchange.ami.port,
        "ami_username": "odoo",
        "ami_secret": "secret",
        "rest_url": exchange.rest.url,
        "rest_key": exchange.rest.key,
        "history_from": "2026-01-01",
    }
    return admin.call("miko.pbx", "create", [values])[0]


@pytest.fixture
def listen(server):
    """Start a listener; all are ended with the test, by their own ids."""
    started = []

    def start():
        log = f"{server.database}_listener_{len(started)}.log"
        started.append(telephony.Listener(server.database, log))
        return started[-1]

    yield start
    for listener in started:
        listener.stop()
        listener.log.unlink()


def health(admin, pbx):
    return admin.call("miko.pbx", "read", [pbx], ["health_state"])[0]["health_state"]


def count(admin, pbx, *domain):
    return admin.call("miko.call", "search_count", [("pbx_id", "=", pbx), *domain])


def run_cron(admin, name):
    (cron,) = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", "crm_telephony_miko"), ("name", "=", name)],
        ["res_id"],
    )
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def test_B01_B02_a_call_is_there_at_once_and_a_second_listener_waits(admin, exchange, pbx, listen):
    assert health(admin, pbx) == "silent"
    listen()
    assert until(lambda: health(admin, pbx) == "connected")
    second = listen()
    linkedid = exchange.call("inbound_answered", client="79160000001")
    there = ("linkedid", "=", linkedid)
    assert until(lambda: count(admin, pbx, there, ("state", "=", "ended")), 5)
    assert until(lambda: count(admin, pbx, there, ("lead_id", "!=", False)), 10)
    assert until(lambda: "Another listener is at work" in second.log.read_text())
    assert count(admin, pbx) == 1 and len(exchange.ami.sessions) == 1


def test_B02_killed_in_the_middle_of_a_burst(admin, exchange, pbx, listen):
    before, first = count(admin, pbx), listen()
    # Not by the sessions of the exchange: that of the test before may still be there.
    assert until(lambda: "Listening" in first.log.read_text())
    second = listen()

    def burst():
        for number in range(BURST):
            kind = "inbound_answered" if number % 2 else "inbound_missed"
            exchange.call(kind, client=f"7916{number % 60:07}")

    calls = threading.Thread(target=burst)
    calls.start()
    assert until(lambda: count(admin, pbx) > before + BURST // 4)
    os.kill(first.process.pid, signal.SIGKILL)
    calls.join()
    exchange.call("queue", heard=False, client="79160000099")
    assert until(lambda: "Listening" in second.log.read_text())
    run_cron(admin, "ir_cron_reconcile")
    wanted = before + BURST + 1
    assert until(lambda: count(admin, pbx, ("state", "=", "ended")) == wanted)
    assert count(admin, pbx) == count(admin, pbx, ("history_id", "!=", 0)) == wanted
    waiting = ("processed", "=", False)
    for _run in range(BURST // 10):  # the cron is the net of the killed one
        if not count(admin, pbx, waiting):
            break
        run_cron(admin, "ir_cron_process")
    assert not count(admin, pbx, waiting)
    keys = [f"7916{number:07}" for number in range(60)]
    assert admin.call("crm.lead", "search_count", [("phone_key", "in", keys)]) == 60


def test_B01_a_clean_stop_writes_down_what_was_heard(admin, exchange, pbx, listen):
    before, listener = count(admin, pbx), listen()
    assert until(lambda: exchange.ami.sessions)
    for number in range(20):
        exchange.call("outbound", client=f"7916100{number:04}")
    assert until(lambda: count(admin, pbx) > before)
    listener.stop(60)
    assert listener.process.returncode == 0
    assert count(admin, pbx) == before + 20
    assert "Traceback" not in listener.log.read_text()
