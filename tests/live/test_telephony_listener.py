"""B01, B02: the listener as a process of its own, on a real database, against the simulated
exchange: killed, doubled, stopped; in the end the calls are those of the exchange, exactly once."""

import contextlib
import os
import signal
import threading

from ground.wait import until
from simulators.miko.asks import count, health, process_all, run_cron

BURST = 200


def test_B01_B02_a_call_is_there_at_once_and_a_second_listener_waits(admin, exchange, pbx, listen):
    assert health(admin, pbx) == "silent"
    listen()
    assert until(lambda: health(admin, pbx) == "connected")
    second = listen()
    linkedid = exchange.call("inbound_answered", client="79160000001")
    there = ("linkedid", "=", linkedid)
    assert until(lambda: count(admin, pbx, there, ("state", "=", "ended")))
    assert until(lambda: count(admin, pbx, there, ("lead_id", "!=", False)))
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
    assert process_all(admin, pbx)
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


def test_B03_two_calls_of_a_stranger_at_the_same_time_make_one_lead(
    server, admin, exchange, pbx, listen
):
    """The listener and the job behind it draw the consequences at once: one at a time."""
    listener, stop = listen(), threading.Event()
    assert until(lambda: "connected" in listener.log.read_text())

    def process():
        while not stop.wait(0.01):
            with contextlib.suppress(RuntimeError):
                run_cron(admin, "ir_cron_process")

    job = threading.Thread(target=process)
    job.start()
    clients, linkedids = [f"7916211{number:04}" for number in range(10)], []
    try:
        for client in clients:
            pair = [exchange.begin(members=(phone,), client=client) for phone in ("201", "202")]
            linkedids += [exchange.move(linkedid, "hang_up") for linkedid in pair]
        mine = ("linkedid", "in", linkedids)
        assert until(lambda: count(admin, pbx, mine, ("processed", "=", True)) == len(linkedids))
    finally:
        stop.set()
        job.join()
    assert not count(admin, pbx, mine, "|", ("error", "!=", False), ("lead_id", "=", False))
    leads = admin.call("crm.lead", "search_read", [("phone_key", "in", clients)], ["phone_key"])
    assert sorted(lead["phone_key"] for lead in leads) == clients
