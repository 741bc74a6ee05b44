"""V02, V06: a run that is killed at any moment goes on, and changes no word of anybody."""

import json
import os
import threading

import pytest

from ground import databases, odoo, paths, templates
from simulators.mailchimp.service import LIST, Service

DEEP = bool(os.environ.get("CRM_FLOW_DEEP"))
PEOPLE, KILLS = (5000, 20) if DEEP else (1500, 4)
ANSWER, HELD = 1.0, 60  # seconds: an answer takes so long; it is held back until it is let go
SHARE = 5  # batches that are answered between two kills at most: the work outlasts all of them
BATCH = f"POST lists/{LIST}"


@pytest.fixture
def database():
    name = f"{databases.scratch('live')}_mailchimp"
    templates.lend("b", name)
    yield name
    databases.discard(name)


def test_V06_a_run_that_is_killed_goes_on_and_asks_nobody_twice(database, tmp_path, monkeypatch):
    """Each new person is asked by letter to confirm: the one letter that a run brings about."""
    with Service() as service:
        audience = service.add_audience(LIST)
        audience.double_optin = True
        for number in range(0, PEOPLE, 100):
            audience.seed(f"p{number}@mc.example")
            audience.unsubscribe(f"p{number}@mc.example")
        for seconds in (ANSWER, HELD):
            service.fail(200, match=BATCH, seconds=seconds, done=True, times=10**6)
        service.controls = controls(service)
        wanted = {"url": service.url, "key": service.key, "people": PEOPLE, "kills": KILLS}
        wanted |= {"seed": 8, "longest": 4, "file": str(tmp_path / "told.json")}
        wanted |= {"share": SHARE, "portion": PEOPLE // (SHARE * KILLS + 4)}
        monkeypatch.setenv("CRM_FLOW_MAILCHIMP", json.dumps(wanted))
        helper = [paths.PYTHON, paths.ROOT / "bin" / "ground" / "inside", paths.CONFIG, database]
        command = [*helper, "ground.inside.mailchimp:kills"]
        odoo.call("Synchronising and killing", command, "mailchimp-kill.log")
        told = json.loads((tmp_path / "told.json").read_text())
        check(told, audience)


def controls(service):
    """So many batches are answered; the others not before their sender was killed."""
    quick, held = service.faults

    def hold(after):
        quick.times = after

    def let_go():
        quick.times, waiting = 10**6, held.released
        held.released = threading.Event()  # for the answers after these
        waiting.set()

    return {"sent": lambda: service.requests.count(BATCH), "hold": hold, "let_go": let_go}


def check(told, audience):
    assert told["kills"] == KILLS, "the work ended before its last interruption"
    caught = [email for email in told["hits"] if audience.writes.get(email, 0) > 1]
    assert caught, "no batch was killed between its sending and its bookkeeping"
    stopped = PEOPLE // 100
    statuses = [member["status"] for member in audience.members.values()]
    assert statuses.count("pending") == PEOPLE - stopped
    assert len(audience.confirmations) == len(set(audience.confirmations)) == PEOPLE - stopped
    assert statuses.count("unsubscribed") == stopped
    assert told["states"] == {"done": PEOPLE - stopped, "out": stopped}
    assert told["consents"] == {"given": PEOPLE, "withdrawn": stopped}
    for number in range(PEOPLE):
        member = audience.of(f"p{number}@mc.example")
        facts = member["merge_fields"]
        name = "" if member["status"] == "unsubscribed" else f"Person {number}"
        assert f"{facts['FNAME']} {facts['LNAME']}".strip() == name
    for email, count in audience.writes.items():
        assert count <= 1 + told["hits"].get(email, 0), email
