import asyncio
import time
from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from ..client.ami import Address
from ..client.channels import Plan
from ..listener import Listener, Store
from .common import TelephonyCase

HERE = Address("127.0.0.1", 9, "odoo", "secret")


@tagged("post_install", "-at_install")
class TestMikoListener(BaseCase):
    """Which exchanges are watched (B01); the whole of it is tested in tests/live."""

    def watched(self, scene):
        async def run():
            listener = Listener(Store("none"))
            try:
                return await scene(listener)
            finally:
                for exchange in list(listener._watches):
                    await listener._leave(exchange)

        return asyncio.run(run())

    def test_B02_another_list_of_extensions_keeps_the_calls_that_go_on(self):
        async def scene(listener):
            await listener._keep(1, HERE, Plan())
            watch = listener._watches[1][0]
            await listener._keep(1, HERE, Plan(extensions=frozenset({"201"})))
            self.assertIs(listener._watches[1][0], watch)
            self.assertEqual(watch._machine.plan.extensions, {"201"})
            await listener._keep(1, Address("127.0.0.2", 9, "odoo", "secret"), Plan())
            self.assertIsNot(listener._watches[1][0], watch)

        self.watched(scene)

    def test_B01_a_watch_that_broke_is_made_anew_and_told(self):
        async def scene(listener):
            impossible = Address("127.0.0.1", 70_000, "odoo", "secret")
            await listener._keep(1, impossible, Plan())
            watch, task = listener._watches[1]
            await asyncio.wait([task], timeout=5)
            self.assertTrue(task.done())
            with self.assertLogs("odoo.addons.crm_telephony_miko.listener", "ERROR"):
                await listener._keep(1, impossible, Plan())
            self.assertIsNot(listener._watches[1][0], watch)

        self.watched(scene)

    def test_B01_how_long_events_wait_for_their_rows_is_known(self):
        written, held = [], asyncio.Event()

        async def surely(_method, batch=(), store=None):
            await held.wait()
            written.extend(batch)

        async def scene(listener):
            await listener._keep(1, HERE, Plan())
            await listener._keep(2, HERE, Plan())
            watch, quiet = (listener._watches[exchange][0] for exchange in (1, 2))
            listener._surely = surely
            for change in ("first", "second"):
                await watch._tell([change])
            begun = time.monotonic()
            task = asyncio.create_task(listener._write())
            loop = asyncio.get_running_loop()
            loop.call_later(0.2, held.set)
            await asyncio.wait_for(listener._changes.join(), 5)
            task.cancel()
            self.assertEqual(written, [(1, "first"), (1, "second")])
            self.assertGreaterEqual(watch.lag, 0.19)
            self.assertLess(watch.lag - (time.monotonic() - begun), 1)
            self.assertIsNone(quiet.lag)
            await listener._leave(1)
            listener._note_lag([(1, "late", begun)])

        self.watched(scene)


@tagged("post_install", "-at_install")
class TestMikoHealth(TelephonyCase):
    def test_B01_the_health_screen_shows_the_delay_and_the_last_row(self):
        health = self.env["miko.health"]._of(self.pbx)
        watch = SimpleNamespace(connected_at=1.8e9, last_event_at=None, error="", lag=1.5)
        health._tell(watch)
        watch.lag = None
        health._tell(watch)
        health.cursor = 15
        self.env.invalidate_all()
        seen = self.pbx.with_user(self.users["director"]).read(["lag", "cursor"])
        self.assertEqual((seen[0]["lag"], seen[0]["cursor"]), (1.5, 15))
