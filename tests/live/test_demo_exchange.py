"""What bin/run starts beside Odoo: the exchange of the demo company, and calls made by bin/call."""

import urllib.request

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
    known = admin.call("miko.call", "search", [], order="id desc", limit=1)
    number = demo_exchange.incoming(database=server.database, ring=0.2, talk=2)
    there = [("id", ">", max(known, default=0)), ("state", "=", "ended"), ("number", "=", number)]
    there += [("user_id.login", "=", "manager"), ("lead_id", "!=", False)]
    assert until(lambda: admin.call("miko.call", "search_count", there))
    (call,) = admin.call("miko.call", "search", there)
    compare(admin)
    assert admin.call("miko.call", "read", [call], ["recording_count"])[0]["recording_count"] == 1
    hear(server, server.session("manager"), call)


def compare(admin):
    """What the exchange's history says is taken over."""
    name = [("module", "=", "crm_telephony_miko"), ("name", "=", "ir_cron_reconcile")]
    (cron,) = admin.call("ir.model.data", "search_read", name, ["res_id"])
    admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])


def hear(server, session, call):
    """B09: the manager winds to the middle of the recording."""
    address = f"{server.url}/crm_telephony_miko/recording/{call}/0"
    request = urllib.request.Request(address, headers={"Range": "bytes=44-143"})
    with session.opener.open(request) as answer:
        assert (answer.status, len(answer.read())) == (206, 100)
        assert answer.headers["Content-Type"] == "audio/wav"
        assert "token" not in str(answer.headers)


def test_all_that_was_started_ends_with_the_command(exchange):
    exchange.start_listener()
    processes = [child.process for child in exchange.children]
    assert len(processes) == 2
    exchange.stop()
    assert all(process.poll() is not None for process in processes)
    with pytest.raises(Stop, match="start bin/run"):
        demo_exchange.incoming("79160000042")
