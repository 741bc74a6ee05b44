from datetime import timedelta

from odoo.tests import tagged

from .supply_common import NOW, PromisedSupplyCase


@tagged("post_install", "-at_install")
class TestSupplyComponents(PromisedSupplyCase):
    """L06, L10: what is made is not ready before its components allow it, through all levels."""

    def setUp(self):
        super().setUp()
        to_order = [self.mto.id, self.manufacture.id]
        self.block = self._product("Block", route_ids=to_order)
        self._bom(self.block, {self.bought: 1}, produce_delay=4)
        self.stand = self._product("Stand", route_ids=to_order)
        self._bom(self.stand, {self.block: 1, self.part: 1}, produce_delay=10)
        self._put_in_stock(self.part, 10)

    def begin(self, promised=60):
        order = self.promised({self.stand: 1}, days=promised)
        productions = order.sudo().stock_reference_ids.production_ids
        stand = productions.filtered(lambda one: one.product_id == self.stand)
        block = productions.filtered(lambda one: one.product_id == self.block)
        purchase = block.move_raw_ids.created_purchase_line_ids.order_id
        self.plan(block, 1, 5)
        self.plan(stand, 5, 15)
        purchase.order_line.date_planned = NOW + timedelta(days=1)
        self.commit()
        return order, stand, block, purchase

    def plan(self, production, start, finish):
        production.date_start = NOW + timedelta(days=start)
        production.date_finished = NOW + timedelta(days=finish)

    def ready(self, order):
        self.env.invalidate_all()
        return order.order_line.with_user(self.user_manager).ready_date - NOW

    def test_L10_a_late_component_of_a_component_moves_the_day(self):
        order, stand, block, purchase = self.begin()
        self.assertEqual(self.ready(order), timedelta(days=15), "As planned.")
        self.assertFalse(order.order_line.is_short_of_components)
        purchase.order_line.date_planned = NOW + timedelta(days=20)
        self.commit()
        self.assertEqual(self.ready(order), timedelta(days=20 + 4 + 10))
        purchase.button_confirm()
        self.assertEqual(self.ready(order), timedelta(days=20 + 4 + 10))
        purchase.order_line.date_planned = NOW + timedelta(days=1)
        self.assertEqual(self.ready(order), timedelta(days=15), "It waits for nothing else.")

    def test_L10_a_slip_of_the_supplier_of_a_component_is_told(self):
        order, _stand, _block, purchase = self.begin(promised=30)
        self.assertFalse(self.lead._flow_open_tasks("tell_new_date"))
        purchase.order_line.date_planned = NOW + timedelta(days=20)
        self.commit()
        task = self.lead._flow_open_tasks("tell_new_date")
        self.assertEqual(task.user_id, self.user_manager)
        self.assertIn(purchase.name, task.note)
        self.assertEqual(order.supply_told_date, NOW + timedelta(days=34))

    def test_L07_a_late_production_order_below_moves_the_day(self):
        order, _stand, block, _purchase = self.begin()
        block.with_user(self.user_production).date_finished = NOW + timedelta(days=12)
        self.assertEqual(self.ready(order), timedelta(days=12 + 10))

    def test_L07_work_that_has_begun_waits_for_its_last_component_only(self):
        order, stand, block, _purchase = self.begin()
        stand.with_user(self.user_production).action_start()
        self.plan(stand, 0, 10)
        block.date_finished = NOW + timedelta(days=12)
        self.assertEqual(self.ready(order), timedelta(days=12))

    def test_L06_components_that_nothing_brings_are_named(self):
        self._put_in_stock(self.part, 0)
        order = self._order({self.stand: 1, self.made: 1})
        stand, made = order.order_line.with_user(self.user_manager)
        self.assertTrue(stand.is_short_of_components)
        self.assertTrue(made.is_short_of_components)
        self._put_in_stock(self.part, 10)
        order.sudo().stock_reference_ids.production_ids.action_assign()
        self.env.invalidate_all()
        self.assertFalse(stand.is_short_of_components)
        block = order.sudo().stock_reference_ids.production_ids.filtered(
            lambda one: one.product_id == self.block
        )
        block.action_cancel()
        self.env.invalidate_all()
        self.assertTrue(stand.is_short_of_components, "Of a level below, too.")
