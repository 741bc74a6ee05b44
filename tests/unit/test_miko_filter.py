"""B01: the line of the account's event filter lets through all that calls are made of."""

import re

import pytest
from test_miko_transcripts import EXPECTED, NAMES, transcript

from crm_telephony_miko.client import signals
from crm_telephony_miko.client.ami import EVENT_FILTER
from crm_telephony_miko.client.calls import CallMachine
from ground import paths

ANSWERS = {"Status"}  # asked for: filters hold back what the exchange tells by itself only
LETS_THROUGH = re.compile(EVENT_FILTER)


def passes(message):
    return bool(LETS_THROUGH.search(f"Event: {message['Event']}"))


def test_B01_whatever_the_state_machine_understands_passes_the_filter():
    needed = {*signals._VALUES, "OriginateResponse"} - ANSWERS
    assert {kind for kind in needed if not passes({"Event": kind})} == set()


@pytest.mark.parametrize("number", EXPECTED)
def test_B01_each_transcript_is_the_same_call_through_the_filter(number):
    machine, said = CallMachine(), [m for m in transcript(number) if "Event" in m]
    let = [message for message in said if passes(message)]
    assert len(let) < len(said), "it holds something back"
    call = [change for message in let for change in machine.feed(message)][-1].call
    assert tuple(getattr(call, name) for name in NAMES) == EXPECTED[number]


def test_B01_the_guide_names_the_line():
    assert EVENT_FILTER in (paths.ROOT / "docs" / "implementer.md").read_text()
