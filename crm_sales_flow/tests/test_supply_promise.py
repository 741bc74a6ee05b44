from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .supply_common import NOW, PromisedSupplyCase


@tagged("post_install", "-at_install")
class TestSupplyPromise(PromisedSupplyCase):
    """L11: a promise is held to what the company can do, or the Head gives it knowingly."""

    def proposal(self, product):
        return self._order({product: 2}, confirm=False)

    def last_note(self):
        return self.lead.message_ids[0].body

    def test_L11_what_nobody_can_say_is_not_promised_by_the_manager(self):
        order = self.proposal(self.bolt)
        self.assertFalse(order.earliest_date)
        with self.assertRefused("Bolt"):
            order.commitment_date = NOW + timedelta(days=30)
        self.bolt.seller_ids = [Command.create({"partner_id": self.supplier.id, "delay": 9})]
        self.env.invalidate_all()
        order.commitment_date = NOW + timedelta(days=9)
        self.assertFalse(order.supply_let_promise, "The way out: the day is known now.")

    def test_L11_only_the_goods_that_nobody_knows_are_named(self):
        self._put_in_stock(self.part, 5)
        order = self._order({self.bolt: 1, self.part: 1}, confirm=False)
        with self.assertRaises(UserError) as caught:
            order.commitment_date = NOW + timedelta(days=30)
        self.assertIn("Bolt", str(caught.exception))
        self.assertNotIn("Part", str(caught.exception))

    def test_L11_the_head_promises_what_nobody_can_say_and_the_deal_remembers(self):
        order = self.proposal(self.bolt)
        order.with_user(self.users["head"]).commitment_date = NOW + timedelta(days=30)
        self.assertEqual(order.supply_let_promise, NOW + timedelta(days=30))
        self.assertIn("although nobody can say", self.last_note())
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_L11_an_unknown_day_is_looked_at_again_when_the_order_is_confirmed(self):
        self._put_in_stock(self.bolt, 2)
        order = self.proposal(self.bolt)
        order.commitment_date = NOW + timedelta(days=1)
        self._order({self.bolt: 2})
        self.commit()
        with self.assertRefused("Bolt"):
            order.action_confirm()

    def test_L11_work_without_goods_is_promised_as_before(self):
        order = self.proposal(self.service)
        order.commitment_date = NOW + timedelta(days=1)
        self.assertTrue(order.commitment_date)

    # ------------------------------------------------- of a confirmed order

    def running(self, finish=14, promise=60):
        self._put_in_stock(self.part, 10)
        order = self.promised({self.made: 1}, days=promise)
        self.production_of(order).date_finished = NOW + timedelta(days=finish)
        self.commit()
        return order

    def test_L11_a_confirmed_promise_is_not_moved_before_the_plan(self):
        order = self.running()
        self.assertEqual(order.earliest_date, NOW + timedelta(days=14))
        with self.assertRefused("at the earliest"):
            order.commitment_date = NOW + timedelta(days=13)
        order.commitment_date = NOW + timedelta(days=14)
        self.commit()
        self.assertFalse(self.lead._flow_open_tasks("tell_new_date"))

    def test_L11_the_head_moves_a_confirmed_promise_before_the_plan(self):
        order = self.running()
        order.with_user(self.users["head"]).commitment_date = NOW + timedelta(days=7)
        self.assertIn("by the plan", self.last_note())
        self.commit()
        self.assertTrue(self.lead._flow_open_tasks("tell_new_date"))

    def test_L11_a_later_promise_is_always_possible(self):
        order = self.running(finish=40, promise=20)
        self.assertTrue(self.lead._flow_open_tasks("tell_new_date"))
        order.commitment_date = NOW + timedelta(days=30)
        self.assertFalse(order.supply_let_promise)

    def test_L11_a_promise_is_not_moved_forward_while_no_day_is_known(self):
        order = self.running(finish=5)
        with freeze_time(NOW + timedelta(days=6)):
            self.commit()
            self.assertFalse(order.earliest_date)
            with self.assertRefused(self.production_of(order).name):
                order.commitment_date = NOW + timedelta(days=30)
            order.commitment_date = NOW + timedelta(days=61)

    def test_L11_goods_that_are_there_are_promised_for_today(self):
        self._put_in_stock(self.bolt, 5)
        order = self.promised({self.bolt: 2}, days=30)
        order.commitment_date = NOW
        with self.assertRefused("at the earliest"):
            order.commitment_date = NOW - timedelta(days=2)
