"""What the tests of telephony share: the simulated exchange, its record, listeners of it."""

import pytest

from ground import live, telephony
from simulators.miko.exchange import Exchange


@pytest.fixture(scope="module")
def server():
    """The listener and the server write the same calls and the same state, and no log complains."""
    with live.serve("b") as server:
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
