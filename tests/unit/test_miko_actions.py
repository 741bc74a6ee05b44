"""B05, B08: what people make the exchange do, against the simulated exchange."""

import time

import pytest

from crm_telephony_miko.client import actions, ami
from crm_telephony_miko.client.errors import Refused, Rejected, Unanswered, Unreachable
from ground.wait import until
from simulators.miko.exchange import Exchange

CLIENT = {"client": "79161234567", "did": "74952293201"}


@pytest.fixture
def exchange():
    with Exchange() as exchange:
        yield exchange


def address(exchange, secret="secret"):
    return ami.Address("127.0.0.1", exchange.ami.port, "odoo", secret)


def sent(exchange, name):
    return [action for action in exchange.ami.actions if action["Action"] == name]


def test_B08_originate_rings_the_own_phone_and_the_mobile_one_first(exchange):
    actions.originate(address(exchange), "201", "79161234567", "79031112233")
    (action,) = sent(exchange, "Originate")
    assert action["Channel"] == "Local/201@internal-originate"
    assert (action["Context"], action["Exten"]) == ("all_peers", "79161234567")
    assert action["Variable"] == "pt1c_cid=79161234567,__peer_mobile=79031112233"
    assert action["Async"] == "true"
    assert "CallerID" not in action  # the exchange would take it for the client's number


@pytest.mark.parametrize("number", ["79161234567\r\nAction: Command", "7916\nExten: 8"])
def test_B08_a_number_cannot_smuggle_an_action(exchange, number):
    with pytest.raises(ValueError):
        actions.originate(address(exchange), "201", number)
    assert not sent(exchange, "Command")


def test_B08_a_wrong_account_and_no_exchange_are_told_apart(exchange):
    with pytest.raises(Refused):
        actions.originate(address(exchange, "wrong"), "201", "79161234567")
    nobody = ami.Address("127.0.0.1", 1, "odoo", "secret")
    with pytest.raises(Unreachable):
        actions.originate(nobody, "201", "79161234567")


def test_B08_nobody_waits_long_for_a_silent_exchange(exchange):
    exchange.ami.mute = True
    begun = time.monotonic()
    with pytest.raises(Unreachable):
        actions.originate(
            address(exchange), "201", "7916", timeouts=ami.Timeouts(connect=0.2, action=0.2)
        )
    assert time.monotonic() - begun < 5


def test_B08_silence_after_the_command_is_told_apart_from_no_connection(exchange):
    exchange.ami._do_originate = _silence
    hurried = ami.Timeouts(connect=1, action=1)
    with pytest.raises(Unanswered):
        actions.originate(address(exchange), "201", "79161234567", timeouts=hurried)
    exchange.ami.mute = True
    with pytest.raises(Unreachable) as caught:
        actions.originate(address(exchange), "201", "79161234567", timeouts=hurried)
    assert not isinstance(caught.value, Unanswered)


async def _silence(_writer, _action):
    return True


def test_B05_a_ringing_call_is_sent_past_the_phones_that_ring(exchange):
    linkedid = exchange.begin(members=("201", "202"), **CLIENT)
    actions.transfer(address(exchange), linkedid, "201", "203")
    (action,) = sent(exchange, "Redirect")
    assert (action["Exten"], action["Context"]) == ("203", "internal-incoming")
    # The exchange answers before it has moved the call.
    assert until(lambda: list(exchange.ami.live[linkedid].phones) == ["203"])


def test_B05_a_client_who_hears_the_music_of_a_queue_is_sent_on(exchange):
    linkedid = exchange.begin(members=("201", "202"), **CLIENT)
    exchange.ami.channels[linkedid]["BridgeID"] = "music"  # Answer() before Queue()
    actions.transfer(address(exchange), linkedid, "201", "203")
    # The exchange answers before it has moved the call.
    assert until(lambda: list(exchange.ami.live[linkedid].phones) == ["203"])


def test_B05_a_mobile_phone_that_rings_is_not_taken_for_the_client(exchange):
    linkedid = exchange.begin(members=("201", "202"), **CLIENT)
    channels = exchange.ami.channels
    trunk = channels[linkedid]
    mobile = {**trunk, "Uniqueid": f"{linkedid}9", "Channel": "PJSIP/SIP-TRUNK-2-0000009f"}
    exchange.ami.channels = {mobile["Uniqueid"]: mobile, **channels}
    actions.transfer(address(exchange), linkedid, "201", "203")
    (action,) = sent(exchange, "Redirect")
    assert action["Channel"] == trunk["Channel"]
    exchange.ami.channels = {mobile["Uniqueid"]: mobile}
    with pytest.raises(Rejected):
        actions.transfer(address(exchange), linkedid, "201", "203")


def test_B05_a_client_of_a_provider_named_by_digits_is_sent_on(exchange):
    linkedid = exchange.begin(members=("201", "202"), **CLIENT)
    name = exchange.ami.live[linkedid].trunk.name = "PJSIP/200300-0000002a"
    exchange.ami.channels[linkedid]["Channel"] = name
    with pytest.raises(Rejected):
        actions.transfer(address(exchange), linkedid, "201", "203")
    actions.transfer(address(exchange), linkedid, "201", "203", frozenset(("200300",)))
    (action,) = sent(exchange, "Redirect")
    assert action["Channel"] == name


def test_B05_who_talks_sends_the_client_on(exchange):
    linkedid = exchange.begin(members=("201", "202"), **CLIENT)
    exchange.move(linkedid, "answer", "201")
    actions.transfer(address(exchange), linkedid, "201", "203")
    (action,) = sent(exchange, "BlindTransfer")
    assert action["Channel"].startswith("PJSIP/201-")  # his own: the client's would be dropped
    # The exchange answers before it has moved the call.
    assert until(lambda: list(exchange.ami.live[linkedid].phones) == ["203"])


def test_B05_a_call_that_somebody_else_answered_is_not_taken_from_him(exchange):
    linkedid = exchange.begin(members=("201", "202"), **CLIENT)
    exchange.move(linkedid, "answer", "202")
    with pytest.raises(Rejected):
        actions.transfer(address(exchange), linkedid, "201", "203")
    exchange.move(linkedid, "hang_up")
    with pytest.raises(Rejected):
        actions.transfer(address(exchange), linkedid, "202", "203")


def test_a_live_call_ends_in_the_history(exchange):
    linkedid = exchange.begin(members=("201", "202"), **CLIENT)
    exchange.move(linkedid, "answer", "202")
    exchange.move(linkedid, "hang_up")
    rows = [row for row in exchange.history.rows if row["linkedid"] == linkedid]
    assert sorted((row["dst_num"], row["disposition"]) for row in rows) == [
        ("201", "NOANSWER"),
        ("202", "ANSWERED"),
    ]
