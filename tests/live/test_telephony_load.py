"""B01, B02: as many calls as the issue names, through manager interface, listener and database.

`bin/test` plays the short form, `bin/test --deep` the whole one: 120 calls a minute for five
minutes, 70 % of known clients; 600 calls within a minute. Calls are as fast as in life ten times.
`bin/bench -k telephony` measures the same.
"""

import os

import pytest

from ground import telephony
from ground.wait import until
from simulators.miko import load
from simulators.miko.asks import count, health, run_cron

pytestmark = pytest.mark.alone

DEEP = bool(os.environ.get("CRM_FLOW_DEEP"))
STEADY = load.STREAM if DEEP else 40
BURST, WITHIN = (load.BURST, load.WITHIN) if DEEP else (60, 6)
SPARE = 1 if DEEP else 3  # a busy machine; what is asked for is judged by --deep and the bench


@pytest.fixture(scope="module")
def listener(server, admin, pbx):
    admin.call("res.partner", "create", load.clients())
    listener = telephony.Listener(server.database, f"{server.database}_load.log")
    try:
        assert until(lambda: health(admin, pbx) == "connected")
        yield listener
    finally:
        listener.stop()
    listener.log.unlink()


@pytest.fixture
def looks(server, exchange):
    with load.Looks(server.database, exchange) as looks:
        yield looks


def shown(what, seconds):
    print(
        f"{what}: {len(seconds)} calls, median {load.median(seconds):.3f} s,"
        f" p95 {load.p95(seconds):.3f} s, longest {seconds[-1]:.3f} s"
    )


def test_B01_B02_a_steady_stream_of_calls(admin, exchange, pbx, listener, looks):
    before, stream = count(admin, pbx), load.stream(looks, STEADY)
    shown("event to call row", stream.rows)
    shown("end to chatter, lead and task", stream.followed)
    assert len(stream.rows) == count(admin, pbx) - before == STEADY, "each exactly once"
    assert load.p95(stream.rows) < load.TO_ROW * SPARE
    assert stream.followed[-1] < load.TO_ALL * SPARE


def test_B02_a_burst_of_calls_is_caught_up_with(admin, exchange, pbx, listener, looks):
    before, burst = count(admin, pbx), load.burst(looks, BURST, WITHIN)
    shown("burst, event to call row", burst.rows)
    print(f"burst of {BURST} calls in {WITHIN} s: all of it done after {burst.seconds:.0f} s")
    assert count(admin, pbx) - before == BURST, "nothing lost, nothing twice"
    run_cron(admin, "ir_cron_reconcile")
    assert count(admin, pbx) - before == BURST, "the history knows the same calls"
