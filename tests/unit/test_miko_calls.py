"""B02, B10: calls of every kind, by the rules of the exchange, not by recorded files."""

import pytest

from crm_telephony_miko.client.calls import CallMachine
from crm_telephony_miko.client.channels import Plan
from simulators.miko import scenarios, transfers
from simulators.miko.scenarios import CLIENT, DID


def run(scenario, plan=None, **values):
    """:return: (changes, calls as they stand in the end)"""
    machine, changes = CallMachine(plan), []
    for event in scenarios.play(scenario, **values):
        changes += machine.feed(event)
    calls = {change.call.linkedid: change.call for change in changes}
    for change in changes:
        if change.kind == "merged":
            calls.pop(change.call.linkedid, None)
    return changes, list(calls.values())


def only(scenario, plan=None, **values):
    _changes, calls = run(scenario, plan, **values)
    (call,) = calls
    assert call.state == "ended" and call.certain
    return call


@pytest.mark.parametrize("media", [True, False])
def test_B02_inbound_answered_with_and_without_media(media):
    call = only(scenarios.inbound_answered, media=media, talk=30)
    assert (call.direction, call.number, call.did) == ("inbound", CLIENT, DID)
    assert (call.employee, call.result, round(call.talk_seconds)) == ("201", "answered", 30)


@pytest.mark.parametrize("outer", ["NOANSWER", "CANCEL", "BUSY"])
def test_B10_missed(outer):
    call = only(scenarios.inbound_missed, outer=outer)
    assert call.missed and call.rang == ("202",) and not call.employee


@pytest.mark.parametrize("scenario", [scenarios.voicemail, scenarios.ivr])
def test_B10_a_machine_that_answers_is_nobody(scenario):
    call = only(scenario)
    assert call.missed and call.answered_at is None


@pytest.mark.parametrize("music", [True, False])
def test_B10_a_queue_with_music_answers_by_its_members_only(music):
    call = only(scenarios.queue, music=music, winner="203", talk=20)
    assert (call.employee, call.result, round(call.talk_seconds)) == ("203", "answered", 20)
    abandoned = only(scenarios.queue, music=music, winner="")
    assert abandoned.missed and abandoned.rang == ("202", "203")


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("ANSWER", "answered"),
        ("BUSY", "busy"),
        ("NO ANSWER", "no_answer"),
        ("CHANUNAVAIL", "failed"),
    ],
)
def test_B08_outbound(status, result):
    for scenario in (scenarios.outbound, scenarios.click):
        call = only(scenario, status=status)
        assert (call.direction, call.number, call.employee) == ("outbound", CLIENT, "201")
        assert call.result == result and call.trunk == "SIP-TRUNK-1"


def test_B08_a_click_that_the_employee_does_not_answer_reaches_no_client():
    call = only(scenarios.click, employee="NOANSWER")
    assert call.result == "no_employee" and call.by_click and not call.missed


def test_B08_the_phone_that_the_exchange_was_told_to_ring_is_not_the_client():
    """The click plays the caller's number that an exchange may set on the first channel."""
    call = only(scenarios.click, number="201")
    assert (call.number, call.employee, call.trunk) == (CLIENT, "201", "SIP-TRUNK-1")


def test_B08_whose_phone_was_not_lifted_is_known_and_a_lifted_one_is_no_failure_of_his():
    silent = only(scenarios.click, employee="NOANSWER")
    assert (silent.employee, silent.result) == ("201", "no_employee")
    events = scenarios.play(scenarios.click)
    dialled = next(i for i, e in enumerate(events) if "TRUNK" in e.get("Channel", ""))
    phone = [e for e in events[-4:] if e["Event"] == "Hangup" and "PJSIP/201" in e["Channel"]]
    machine, changes = CallMachine(), []
    for event in [*events[:dialled], *phone]:
        changes += machine.feed(event)
    assert changes[-1].call.result == "failed", "there is no route for the number"


def test_internal_calls_are_internal_whatever_the_length_of_the_number():
    assert only(scenarios.internal).direction == "internal"
    assert only(scenarios.internal, colleague="2200100").direction == "internal"
    plan = Plan(extensions=frozenset(("201", "22001000")))
    assert only(scenarios.internal, plan, colleague="22001000").direction == "internal"


def test_a_short_number_of_the_town_is_an_outside_call():
    call = only(scenarios.outbound, client="112")
    assert (call.direction, call.number) == ("outbound", "112")


def test_a_provider_whose_name_looks_like_a_phone_is_known_from_the_list():
    def scenario(script):
        trunk = script.trunk(number=CLIENT, trunk="200300", exten=DID, did=DID)
        script.hangup(trunk)

    assert only(scenario, Plan(trunks=frozenset(("200300",)))).direction == "inbound"


@pytest.mark.parametrize("media", [True, False])
def test_blind_transfer(media):
    call = only(transfers.blind, media=media)
    assert (call.employee, call.last_employee) == ("201", "203")
    assert [(t.kind, t.by, t.to) for t in call.transfers] == [("blind", "201", "203")]
    lost = only(transfers.blind, media=media, status="NOANSWER")
    assert (lost.employee, lost.last_employee, lost.result) == ("201", "201", "answered")


@pytest.mark.parametrize("media", [True, False])
def test_attended_transfer_and_its_refusal(media):
    call = only(transfers.attended, media=media)
    assert (call.employee, call.last_employee) == ("201", "203")
    assert [(t.kind, t.to) for t in call.transfers] == [("attended", "203")]
    refused = only(transfers.attended, media=media, status="BUSY")
    assert (refused.employee, refused.last_employee) == ("201", "201")
    assert not refused.transfers


def test_a_call_taken_over_is_one_call_though_its_legs_had_two_ids():
    changes, calls = run(transfers.interception)
    (call,) = calls
    assert (call.direction, call.number, call.result) == ("inbound", CLIENT, "answered")
    assert (call.employee, round(call.talk_seconds)) == ("203", 20)
    merged = [change for change in changes if change.kind == "merged"]
    assert [change.into for change in merged] == [call.linkedid]


def test_a_manager_who_is_too_late_has_no_call_with_the_client():
    _changes, calls = run(transfers.interception_in_vain)
    results = {call.direction: (call.employee, call.result) for call in calls}
    assert results == {"inbound": ("202", "answered"), "outbound": ("203", "no_employee")}


def test_a_ringing_call_that_is_sent_on_keeps_its_id():
    call = only(transfers.redirect)
    assert (call.employee, call.rang, call.result) == ("203", ("202", "203"), "answered")


def test_the_mobile_phone_of_an_employee_is_a_person_of_ours():
    call = only(transfers.to_mobile, mobile="79031112233")
    assert (call.number, call.employee, call.result) == (CLIENT, "79031112233", "answered")
    assert call.legs[0].outside


@pytest.mark.parametrize("hidden", ["", "<unknown>", "anonymous", "Anonymous", "asterisk"])
def test_a_hidden_number_is_none(hidden):
    assert only(scenarios.inbound_answered, client=hidden).number == ""


def test_the_responsible_is_seen_to_ring_before_he_answers():
    changes, _calls = run(scenarios.queue)
    assert ("202", "203") in [change.call.ringing for change in changes if change.kind == "ringing"]


def test_calls_that_go_on_at_the_reconnect_are_found_and_their_lost_end_is_uncertain():
    events = scenarios.play(scenarios.inbound_answered, talk=60)
    machine = CallMachine()
    heard = [event for event in events if event["Event"] != "Hangup"]
    changes = [c for event in heard for c in machine.feed(event)]
    call = changes[-1].call
    assert call.state == "talking"
    statuses = [
        {"Event": "Status", "Channel": leg, "Uniqueid": uid, "Linkedid": call.linkedid}
        for leg, uid in [("PJSIP/SIP-TRUNK-1-00000001", call.linkedid)]
    ]
    assert not [c for c in machine.resync(statuses, call.answered_at + 5) if c.kind == "ended"]
    (end,) = machine.resync([], call.answered_at + 9)
    assert end.kind == "ended" and end.call.result == "answered" and not end.call.certain


def test_a_call_whose_beginning_was_not_heard_is_uncertain():
    events = scenarios.play(scenarios.inbound_answered)
    half = events[len(events) // 2 :]
    machine = CallMachine()
    calls = [change.call for event in half for change in machine.feed(event)]
    assert calls and not any(call.certain for call in calls)
