"""B02: what the exchange's history says of a call is what its events said."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_telephony_miko.client.calls import CallMachine
from crm_telephony_miko.client.channels import Plan
from crm_telephony_miko.client.history import calls_of
from simulators.miko import scenarios, transfers
from simulators.miko.history import History

SAME = ("linkedid", "direction", "number", "did", "employee", "last_employee", "result", "rang")
KINDS = [
    (scenarios.inbound_answered, {}),
    (scenarios.inbound_missed, {"outer": "NOANSWER"}),
    (scenarios.inbound_missed, {"outer": "BUSY"}),
    (scenarios.queue, {}),
    (scenarios.queue, {"winner": ""}),
    (scenarios.ivr, {}),
    (scenarios.voicemail, {}),
    (scenarios.outbound, {}),
    (scenarios.outbound, {"status": "BUSY"}),
    (scenarios.internal, {}),
    (transfers.blind, {}),
    (transfers.blind, {"status": "NOANSWER"}),
    (transfers.attended, {}),
    (transfers.attended, {"status": "BUSY"}),
    (transfers.interception, {}),
    (transfers.interception_in_vain, {}),
    (transfers.redirect, {}),
    (transfers.to_mobile, {}),
]


def live(events, plan=None):
    machine, found = CallMachine(plan or Plan()), {}
    for event in events:
        for change in machine.feed(event):
            found[change.call.linkedid] = change.call
            if change.kind == "merged":
                del found[change.call.linkedid]
    return found


def told(call):
    return {name: getattr(call, name) for name in SAME}


@pytest.mark.parametrize(
    ("kind", "values"), KINDS, ids=[f"{k.__name__}{''.join(v.values())}" for k, v in KINDS]
)
def test_B02_history_and_events_tell_the_same(kind, values):
    events = scenarios.play(kind, **values)
    (call,) = calls_of(History().add_call(events), Plan(), "Europe/Moscow").values()
    heard = live(events)[call.linkedid]
    assert told(call) == told(heard)
    assert abs(call.ended_at - heard.ended_at) < 20 and abs(call.started_at - heard.started_at) < 2
    assert abs(call.talk_seconds - heard.talk_seconds) < 10


@pytest.mark.parametrize("kind", [kind for kind, values in KINDS if not values])
def test_B02_history_and_events_tell_the_same_of_a_provider_named_by_digits(kind):
    events = scenarios.play(kind)
    rows, events = by_digits(History().add_call(events)), by_digits(events)
    plan = Plan(trunks=frozenset(("200300",)))
    (call,) = calls_of(rows, plan, "Europe/Moscow").values()
    heard = live(events, plan)[call.linkedid]
    assert told(call) == told(heard)
    people = {leg.number: leg.outside for leg in heard.legs}
    assert all(people[leg.number] == leg.outside for leg in call.legs)
    assert "200300" not in (call.employee, *call.rang, *people)


def by_digits(messages):
    """The provider has a name that looks like a phone."""
    return json.loads(json.dumps(messages).replace("SIP-TRUNK-1", "200300"))


def test_B08_a_click_is_an_outgoing_call():
    events = scenarios.play(scenarios.click)
    (call,) = calls_of(History().add_call(events), Plan(), "Europe/Moscow").values()
    assert (call.direction, call.number, call.employee) == ("outbound", scenarios.CLIENT, "201")


def test_B02_a_refused_consultation_that_was_over_first_is_not_the_beginning():
    """Ids tell which leg was over first, not which began."""
    rows = History().add_call(scenarios.play(scenarios.inbound_answered, talk=60))
    first = rows[0]
    consultation = {
        **first,
        "id": first["id"] - 1,
        "UNIQUEID": "u-consultation",
        "start": first["endtime"],
        "answer": "",
        "src_chan": "PJSIP/201-0000002b",
        "src_num": "201",
        "dst_chan": "PJSIP/203-0000002c",
        "dst_num": "203",
        "disposition": "BUSY",
        "billsec": 0,
    }
    (call,) = calls_of([consultation, first], Plan(), "Europe/Moscow").values()
    assert (call.direction, call.number) == ("inbound", scenarios.CLIENT)


def test_times_are_those_of_the_exchange():
    row = {"id": 1, "linkedid": "x", "start": "2026-04-13 10:15:02.118", "src_num": "79161234567"}
    moscow = calls_of([row], Plan(), "Europe/Moscow")["x"].started_at
    assert calls_of([row], Plan(), "Asia/Novosibirsk")["x"].started_at == moscow - 4 * 3600


FIELDS = ["start", "endtime", "answer", "src_chan", "dst_chan", "src_num", "dst_num", "billsec"]
FIELDS += ["disposition", "is_app", "UNIQUEID", "did", "recordingfile"]
broken = st.dictionaries(
    st.sampled_from(FIELDS), st.one_of(st.none(), st.integers(), st.text(max_size=20))
)


@given(st.lists(broken, min_size=1, max_size=5))
def test_broken_rows_are_survived(rows):
    rows = [{**row, "id": number, "linkedid": "x"} for number, row in enumerate(rows, 1)]
    assert calls_of(rows, Plan(), "Europe/Moscow")["x"].state == "ended"
