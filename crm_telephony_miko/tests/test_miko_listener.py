import asyncio

from odoo.tests import BaseCase, tagged

from ..client.ami import Address
from ..client.channels import Plan
from ..listener import Listener, Store

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
