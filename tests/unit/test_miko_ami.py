"""B01: the connection to the manager interface, against the simulated exchange."""

import asyncio

import pytest

from crm_telephony_miko.client import ami, errors
from crm_telephony_miko.client.calls import CallMachine
from crm_telephony_miko.client.wire import encode
from simulators.miko import scenarios
from simulators.miko.ami_server import AmiServer

QUICK = ami.Timeouts(connect=2, action=1, quiet=0.2)


def with_exchange(scene, timeouts=QUICK, secret="secret", **options):
    """Run ``scene(exchange, connection)``."""

    async def run():
        exchange = AmiServer(**options)
        await exchange.start()
        try:
            connection = await ami.connect(
                ami.Address("127.0.0.1", exchange.port, "odoo", secret), timeouts
            )
            try:
                return await asyncio.wait_for(scene(exchange, connection), 20)
            finally:
                await connection.close()
        finally:
            await exchange.stop()

    return asyncio.run(run())


@pytest.mark.parametrize("banner", ["PBX Call Manager/11.0.0", "Asterisk Call Manager/7.0.3"])
def test_B01_both_banners_are_understood_and_only_narrow_classes_are_asked_for(banner):
    async def scene(exchange, connection):
        assert exchange.actions[0]["Events"] == "call,user,agent"
        return await connection.action("Ping")

    assert with_exchange(scene, banner=banner)["Ping"] == "Pong"


@pytest.mark.parametrize("banner", ["SSH-2.0-OpenSSH_9.2", "x" * 500, "\x00\x01"])
def test_B01_another_service_is_told_from_an_exchange(banner):
    with pytest.raises(errors.NotAnExchange):
        with_exchange(None, banner=banner)


def test_AE03_a_wrong_secret_is_refused_and_stands_in_no_text():
    with pytest.raises(errors.Refused) as raised:
        with_exchange(None, secret="very-secret-word")
    assert "very-secret-word" not in str(raised.value)
    assert "very-secret-word" not in repr(ami.Address("h", 1, "odoo", "very-secret-word"))


def test_B01_nobody_at_the_address():
    with pytest.raises(errors.Unreachable):
        asyncio.run(ami.connect(ami.Address("127.0.0.1", 9, "odoo", "x"), QUICK))


def test_B01_what_the_account_may_not_do_and_what_does_not_exist():
    async def scene(_exchange, connection):
        with pytest.raises(errors.Forbidden):
            await connection.action("CoreSettings")
        with pytest.raises(errors.Rejected, match="unknown command"):
            await connection.action("Nonsense")

    with_exchange(scene)


def test_a_value_cannot_smuggle_in_an_action():
    with pytest.raises(ValueError, match="one line"):
        encode("Originate", {"Exten": "1\r\nAction: Command"})
    with pytest.raises(ValueError, match="header"):
        encode("Originate", {"Ex ten": "1"})


def test_B02_events_arrive_and_become_a_call():
    async def scene(exchange, connection):
        machine, changes = CallMachine(), []
        exchange.play_later(scenarios.queue, speed=0)
        while not changes or changes[-1].kind != "ended":
            changes += machine.feed(await connection.event())
        return changes[-1].call

    assert with_exchange(scene).employee == "203"


def test_B02_a_slow_line_gives_the_same_call():
    async def scene(exchange, connection):
        exchange.slow = 0.0001
        machine, changes = CallMachine(), []
        exchange.play_later(scenarios.outbound, speed=0)
        while not changes or changes[-1].kind != "ended":
            changes += machine.feed(await connection.event())
        return changes[-1].call

    assert with_exchange(scene).result == "answered"


def test_B01_a_broken_line_is_noticed_after_all_that_was_heard():
    async def scene(exchange, connection):
        events = scenarios.play(scenarios.inbound_answered)
        await exchange.tell(events[0])
        await exchange.half(events[1])
        assert (await connection.event())["Event"] == "Newchannel"
        with pytest.raises(errors.Unreachable):
            await connection.event()
        with pytest.raises(errors.Unreachable):
            await connection.action("Ping")

    with_exchange(scene)


def test_B01_a_line_that_died_silently_is_found_out():
    async def scene(exchange, connection):
        exchange.mute = True
        with pytest.raises(errors.Unreachable):
            await connection.event()

    with_exchange(scene, timeouts=ami.Timeouts(action=0.3, quiet=0.1))


def test_B02_live_channels_are_listed_for_the_time_after_a_reconnect():
    async def scene(exchange, connection):
        for event in scenarios.play(scenarios.inbound_answered)[:-8]:
            await exchange.tell(event)
        while not connection._events.empty():
            await connection.event()
        machine = CallMachine()
        changes = machine.resync(await connection.channels(), 1_795_277_100.0)
        return changes[-1].call

    call = with_exchange(scene)
    assert (call.state, call.direction, call.employee) == ("talking", "inbound", "201")
    assert not call.certain


def test_B08_the_answer_to_a_click_tells_which_one():
    async def scene(_exchange, connection):
        answer = await connection.action(
            "Originate", Channel="Local/201@internal-originate", Exten="79161234567"
        )
        while (event := await connection.event())["Event"] != "OriginateResponse":
            pass
        return answer, event

    answer, event = with_exchange(scene)
    assert answer["ActionID"] == event["ActionID"] and event["Response"] == "Success"


def test_delays_grow_have_jitter_and_a_wrong_password_waits_long():
    lost, refused = errors.Unreachable("x"), errors.Refused("x")
    low = [ami.delay(n, lost, ami.Timeouts(), lambda: 0.0) for n in range(12)]
    high = [ami.delay(n, lost, ami.Timeouts(), lambda: 1.0) for n in range(12)]
    assert low == sorted(low) and high[-1] == 60.0 and all(map(float.__lt__, low, high))
    assert ami.delay(0, refused, ami.Timeouts(), lambda: 0.0) >= 200
    assert ami.delay(10**6, lost, ami.Timeouts()) <= 60
