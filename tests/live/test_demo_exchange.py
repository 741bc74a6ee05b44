"""What bin/run starts beside Odoo: the exchange of the demo company, and calls made by bin/call."""

import pytest

from ground import demo_exchange, live, telephony
from ground.say import Stop
from ground.wait import until


@pytest.fixture(scope="module")
def server():
    with live.serve("c") as server:
        server.expected += ["could not serialize"]
        yield server


@pytest.fixture
def exchange(server, monkeypatch, tmp_path):
    """Beside the one that bin/run of the same clone may have."""
    monkeypatch.setattr(demo_exchange, "PLACE", tmp_path / "exchange.json")
    exchange = demo_exchange.DemoExchange(server.database)
    exchange.start_exchange()
    yield exchange
    exchange.stop()


def test_B07_one_command_makes_an_incoming_call(server, exchange):
    admin = server.session("admin")
    with pytest.raises(Stop, match="still starting"):
        demo_exchange.incoming(database=server.database)
    exchange.start_listener()
    address = exchange.children[0].ports["rest"]
    assert until(lambda: telephony.control(address, "listeners"))
    number = demo_exchange.incoming(database=server.database, ring=0.2, talk=0.2)
    there = [("number", "=", number), ("state", "=", "ended"), ("user_id.login", "=", "manager")]
    there += [("talk_seconds", "<", 2), ("lead_id", "!=", False)]
    assert until(lambda: admin.call("miko.call", "search_count", there))


def test_all_that_was_started_ends_with_the_command(exchange):
    exchange.start_listener()
    processes = [child.process for child in exchange.children]
    assert len(processes) == 2
    exchange.stop()
    assert all(process.poll() is not None for process in processes)
    with pytest.raises(Stop, match="start bin/run"):
        demo_exchange.incoming("79160000042")
