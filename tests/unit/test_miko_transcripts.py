"""B02: what a real Asterisk said, and which calls it amounts to."""

from pathlib import Path

import pytest

from crm_telephony_miko.client.calls import CallMachine
from crm_telephony_miko.client.wire import Framer

AMI = Path(__file__).parent / "ami"
NAMES = ("direction", "number", "did", "employee", "rang", "result", "talk_seconds")


def transcript(number):
    """Messages of a transcript, cut by the framer from the bytes as they were recorded."""
    (path,) = AMI.glob(f"{number}_*.txt")
    return Framer().feed(path.read_bytes())


def told(number):
    machine = CallMachine()
    return [change for message in transcript(number) for change in machine.feed(message)]


EXPECTED = {
    "01": ("inbound", "79161234567", "74952293201", "201", ("201",), "answered", 4.006),
    "02": ("inbound", "79161234568", "74952293202", "", ("202",), "missed", 0.0),
    "03": ("inbound", "79161234569", "74952293202", "", ("202",), "missed", 0.0),
    "05": ("outbound", "79161234571", "", "201", ("201",), "answered", 6.503),
    "06": ("outbound", "79161234572", "", "202", ("202",), "no_employee", 0.0),
    "09": ("outbound", "79161234575", "", "201", (), "answered", 3.014),
    "10": ("internal", "203", "", "201", ("203",), "answered", 2.008),
    "13": ("inbound", "79161234578", "74952293000", "203", ("202", "203"), "answered", 3.006),
    "17": ("inbound", "79161234582", "74952293999", "", (), "missed", 0.0),
    "22": ("inbound", "79161234590", "74952293201", "201", ("201",), "answered", 2.506),
    "28": ("inbound", "79161234593", "74952293201", "201", ("201",), "answered", 5.007),
}


@pytest.mark.parametrize("number", EXPECTED)
def test_B02_each_transcript_is_one_call_with_its_result(number):
    changes = told(number)
    assert len({change.call.linkedid for change in changes}) == 1
    assert [change.kind for change in changes].count("ended") == 1
    assert changes[-1].kind == "ended"
    call = changes[-1].call
    assert tuple(getattr(call, name) for name in NAMES) == EXPECTED[number]
    assert call.certain


@pytest.mark.parametrize("number", ["01", "22", "28"])
def test_B07_the_phone_rings_before_it_is_answered_and_the_call_outlives_its_local_halves(number):
    changes = told(number)
    kinds = [change.kind for change in changes]
    assert kinds.index("ringing") < kinds.index("answered") < kinds.index("ended")
    ringing = changes[kinds.index("ringing")].call
    assert ringing.ringing == ("201",)
    ended = changes[-1].call
    assert ended.ended_at - ended.answered_at > 2


def test_B07_every_member_of_a_queue_rings_and_the_losers_stop_at_the_answer():
    changes = told("13")
    assert ("202", "203") in [change.call.ringing for change in changes]
    call = changes[-1].call
    assert call.queue == "QUEUE-SALES"
    assert {leg.number: leg.result for leg in call.legs} == {"202": "elsewhere", "203": "answered"}


def test_B10_voicemail_is_no_answer():
    call = told("17")[-1].call
    assert call.voicemail and call.missed


def test_B08_the_employee_who_lifts_is_not_yet_the_client_who_answers():
    changes = told("05")
    lifted = next(c.call for c in changes if c.call.legs and c.call.legs[0].result == "answered")
    assert lifted.state == "ringing" and lifted.by_click
    assert [c.call.state for c in changes if c.kind == "answered"] == ["talking"]


def test_B09_the_recording_is_known():
    assert told("01")[-1].call.recording.endswith("mikopbx-1795277492.102_aBcDeF.webm")


def test_24_refusals_are_no_calls():
    assert told("24") == []


def test_the_framer_gives_the_same_however_the_bytes_arrive():
    (path,) = AMI.glob("28_*.txt")
    data, framer = path.read_bytes(), Framer()
    pieces = [data[i : i + 7] for i in range(0, len(data), 7)]
    assert [m for piece in pieces for m in framer.feed(piece)] == Framer().feed(data)
