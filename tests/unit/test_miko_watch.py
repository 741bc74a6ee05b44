"""B01, B02: the watch over an exchange that goes, comes back, and never was one."""

import asyncio

from crm_telephony_miko.client import ami
from crm_telephony_miko.client.channels import Plan
from crm_telephony_miko.client.watch import Watch
from simulators.miko import scenarios
from simulators.miko.ami_server import AmiServer

QUICK = ami.Timeouts(
    connect=2, action=1, quiet=0.5, first_delay=0.05, longest_delay=0.2, refused_delay=0.2
)


def watching(scene, **options):
    """Run ``scene(exchange, watch, told, until)``; ``told`` are the changes so far."""

    async def run():
        exchange, told, changed = AmiServer(**options), [], asyncio.Event()
        await exchange.start()

        async def tell(changes):
            told.extend(changes)
            changed.set()

        asked = []

        async def resumed(what):
            asked.append((len(told), what.alive))

        async def until(condition):
            while not condition():
                changed.clear()
                waiter = asyncio.ensure_future(changed.wait())
                await asyncio.wait([waiter], timeout=0.05)
                waiter.cancel()

        address = ami.Address("127.0.0.1", exchange.port, "odoo", "secret")
        watch = Watch(address, Plan(), tell, QUICK, resumed)
        watch.resumed = asked
        task = asyncio.create_task(watch.run())
        try:
            await asyncio.wait_for(scene(exchange, watch, told, until), 20)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await exchange.stop()

    asyncio.run(run())


def ended(told):
    return [change.call for change in told if change.kind == "ended"]


def test_B02_a_call_that_outlives_the_connection_is_one_call():
    async def scene(exchange, watch, told, until):
        await until(lambda: watch.connected_at)
        events = scenarios.play(scenarios.inbound_answered)
        middle = next(i for i, e in enumerate(events) if e["Event"] == "LocalOptimizationEnd") + 6
        for event in events[:middle]:
            await exchange.tell(event)
        await until(lambda: told and told[-1].call.state == "talking")
        await exchange.drop()
        await until(lambda: exchange.login_count == 2 and watch.connected_at)
        for event in events[middle:]:
            await exchange.tell(event)
        await until(lambda: ended(told))
        (call,) = ended(told)
        assert (call.result, call.employee, call.certain) == ("answered", "201", True)

    watching(scene)


def test_B02_a_call_that_ended_meanwhile_ends_and_says_that_it_is_not_sure():
    async def scene(exchange, watch, told, until):
        await until(lambda: watch.connected_at)
        for event in scenarios.play(scenarios.inbound_answered)[:-8]:
            await exchange.tell(event)
        await until(lambda: told and told[-1].call.state == "talking")
        exchange.channels.clear()
        await exchange.drop()
        await until(lambda: ended(told))
        (call,) = ended(told)
        assert (call.result, call.certain) == ("answered", False)

    watching(scene)


def test_B02_after_each_connection_it_is_told_which_calls_go_on():
    async def scene(exchange, watch, told, until):
        await until(lambda: watch.connected_at)
        linkedid = await exchange.begin(members=("201",), client="79161234567", did="74952293201")
        await until(lambda: told)
        await exchange.drop()
        await until(lambda: exchange.login_count == 2 and watch.connected_at)
        (_begun, first), (_told, second) = watch.resumed
        assert (first, second) == (frozenset(), {linkedid})

    watching(scene)


def test_B01_the_exchange_is_restarted():
    async def scene(exchange, watch, told, until):
        await until(lambda: watch.connected_at)
        await exchange.stop()
        await until(lambda: watch.error)
        await exchange.start(exchange.port)
        await until(lambda: watch.connected_at and not watch.error)
        exchange.play_later(scenarios.queue, speed=0)
        await until(lambda: ended(told))
        assert ended(told)[0].employee == "203"

    watching(scene)


def test_B01_a_wrong_account_is_tried_seldom_and_told():
    async def scene(exchange, watch, told, until):
        await until(lambda: watch.error)
        tries = len(exchange.actions)
        assert "account" in watch.error and tries == 1

    watching(scene, account=("odoo", "another"))


def test_B01_a_wrong_service_is_told():
    async def scene(_exchange, watch, told, until):
        await until(lambda: watch.error)
        assert "Another service" in watch.error

    watching(scene, banner="SSH-2.0-OpenSSH_9.2")


def test_B02_half_a_packet_is_none():
    async def scene(exchange, watch, told, until):
        await until(lambda: watch.connected_at)
        events = scenarios.play(scenarios.inbound_missed)
        for event in events[:6]:
            await exchange.tell(event)
        await exchange.half(events[6])
        await until(lambda: exchange.login_count == 2 and watch.connected_at)
        for event in events[7:]:
            await exchange.tell(event)
        await until(lambda: ended(told))
        assert ended(told)[-1].result == "missed"

    watching(scene)
