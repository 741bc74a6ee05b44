from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .supply_common import SupplyCase

NOW = datetime(2026, 3, 2, 6, 0)  # a Monday, 9:00 in Moscow


@tagged("post_install", "-at_install")
class TestSupplyCapacity(SupplyCase):
    """J01, L11: what can be promised follows from stock, lead times and the load."""

    def setUp(self):
        super().setUp()
        clock = freeze_time(NOW)
        self.clock = clock.start()
        self.addCleanup(clock.stop)
        self.env.company.resource_calendar_id.tz = "Europe/Moscow"
        self.bought.seller_ids.delay = 12
        self.part.seller_ids = [Command.create({"partner_id": self.supplier.id, "delay": 5})]
        self.made.bom_ids.produce_delay = 7
        self.gauge = self.bought.with_user(self.user_manager)
        self.chamber = self.made.with_user(self.user_manager)

    def centre(self, minutes, product=None):
        """A work centre, and an operation of so many minutes on it for the product."""
        centre = self.env["mrp.workcenter"].create({"name": "Welding", "time_start": 0})
        self.operation(centre, minutes, product or self.made)
        return centre

    def operation(self, centre, minutes, product):
        values = {
            "name": "Weld",
            "workcenter_id": centre.id,
            "time_mode": "manual",
            "time_cycle_manual": minutes,
            "bom_id": product.bom_ids.id,
        }
        return self.env["mrp.routing.workcenter"].create(values)

    def fresh(self, product):
        self.env.flush_all()
        self.env.invalidate_all()
        return product

    def test_J01_what_lies_in_stock_is_there_today(self):
        self._put_in_stock(self.bolt, 5)
        self._order({self.bolt: 2})
        bolt = self.fresh(self.bolt.with_user(self.user_manager))
        self.assertEqual(bolt.supply_on_hand_qty, 5, "M06: without a right on stock.")
        self.assertEqual(bolt.supply_free_qty, 3, "L01: others see what is left.")
        self.assertEqual(bolt.earliest_date, date(2026, 3, 2))

    def test_J01_lead_times_of_supplier_and_production(self):
        self.assertEqual(self.gauge.supplier_days, 12)
        self.assertEqual(self.gauge.earliest_date, date(2026, 3, 14))
        self.assertEqual(self.chamber.supplier_days, 0)
        self.assertEqual(self.chamber.production_days, 5 + 7, "Its part is bought first.")
        self.assertEqual(self.chamber.earliest_date, date(2026, 3, 14))
        self._put_in_stock(self.part, 2)
        self.assertEqual(self.fresh(self.chamber).production_days, 7)
        nobody = self._product("Nobody sells it").with_user(self.user_manager)
        self.assertFalse(nobody.earliest_date)

    def test_J01_what_is_coming_is_shown(self):
        order = self._order({self.bought: 3})
        order.order_line.sudo().move_ids.created_purchase_line_ids.order_id.button_confirm()
        self.assertEqual(self.fresh(self.gauge).supply_incoming_qty, 3)

    def test_L11_the_load_of_a_work_centre_moves_the_day(self):
        self._put_in_stock(self.part, 100)
        self.made.bom_ids.produce_delay = 0
        self.centre(4 * 60)
        self.assertEqual(self.chamber.earliest_date, date(2026, 3, 2))
        # Twenty units of four hours are in the queue: ten working days.
        other = self.env["mrp.production"].create(
            {"product_id": self.made.id, "product_qty": 20, "bom_id": self.made.bom_ids.id}
        )
        other.action_confirm()
        self._put_in_stock(self.part, 200)
        self.assertEqual(self.fresh(self.chamber).earliest_date, date(2026, 3, 16))
        other.button_plan()
        self.assertGreaterEqual(self.fresh(self.chamber).earliest_date, date(2026, 3, 13))
        other.action_cancel()
        self.assertEqual(self.fresh(self.chamber).earliest_date, date(2026, 3, 2))

    def test_L11_many_products_cost_the_queries_of_one(self):
        self._put_in_stock(self.part, 2)
        centre = self.centre(60)
        products = self.made
        for number in range(8):
            product = self._product(f"Chamber {number}", route_ids=[self.mto.id])
            self._bom(product, {self.part: 1})
            self.operation(centre, 60, product)
            products |= product
        names = [
            "supply_on_hand_qty",
            "supply_free_qty",
            "production_days",
            "supplier_days",
            "earliest_date",
        ]
        counts = []
        for batch in (products[:2], products):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.with_user(self.user_manager).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    # ---------------------------------------------------------- the promise

    def proposal(self):
        self._put_in_stock(self.bolt, 5)
        return self._order({self.bolt: 2, self.bought: 1}, confirm=False)

    def test_L11_a_promise_earlier_than_possible_is_refused(self):
        order = self.proposal()
        self.assertEqual(order.earliest_date, NOW + timedelta(days=12))
        with self.assertRefused("at the earliest"):
            order.commitment_date = NOW + timedelta(days=11)
        order.commitment_date = NOW + timedelta(days=12)
        order.action_promise_earliest()
        self.assertEqual(order.commitment_date, order.earliest_date)

    def test_L11_the_head_may_promise_more_and_it_is_remembered(self):
        order = self.proposal().with_user(self.users["head"])
        order.commitment_date = NOW + timedelta(days=3)
        self.assertIn(order.name, self.lead.message_ids[0].body)
        self.assertIn("by the plan", self.lead.message_ids[0].body)

    def test_L11_a_promise_is_looked_at_again_when_the_order_is_confirmed(self):
        """The goods that it counted on have gone to another order meanwhile."""
        order = self._order({self.bolt: 4}, confirm=False)
        self._put_in_stock(self.bolt, 5)
        self.fresh(order).commitment_date = NOW + timedelta(days=1)
        self.bolt.seller_ids = [Command.create({"partner_id": self.supplier.id, "delay": 9})]
        self._order({self.bolt: 3})
        with self.assertRefused("at the earliest"):
            self.fresh(order).action_confirm()
        self.assertEqual(order.state, "draft")
        order.with_user(self.users["head"]).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertIn("by the plan", self.lead.message_ids[0].body)

    def test_L11_what_the_head_has_let_pass_is_confirmed_by_the_manager(self):
        order = self.proposal()
        with self.assertRaises(AccessError):
            order.supply_let_promise = NOW + timedelta(days=3)
        order.with_user(self.users["head"]).commitment_date = NOW + timedelta(days=3)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_L11_one_stock_and_one_machine_are_promised_once(self):
        """Two products of one proposal that need the same last parts, or the same work centre."""
        other = self._product("Other chamber", tracking="serial")
        self._bom(other, {self.part: 2}, produce_delay=7)
        self._put_in_stock(self.part, 2)
        alone = self._order({self.made: 1}, confirm=False)
        both = self._order({self.made: 1, other: 1}, confirm=False)
        self.assertEqual(alone.earliest_date, NOW + timedelta(days=7))
        self.assertEqual(both.earliest_date, NOW + timedelta(days=5 + 7))
        self._put_in_stock(self.part, 100)
        self.made.bom_ids.produce_delay = other.bom_ids.produce_delay = 0
        centre = self.centre(39 * 60)
        self.operation(centre, 39 * 60, other)
        self.assertEqual(self.fresh(alone).earliest_date.date(), date(2026, 3, 6))
        self.assertEqual(self.fresh(both).earliest_date.date(), date(2026, 3, 13))

    def test_L11_a_note_or_a_section_leaves_what_was_let_pass(self):
        order = self.proposal()
        order.with_user(self.users["head"]).commitment_date = NOW + timedelta(days=3)
        for kind in ("line_note", "line_section"):
            line = {"display_type": kind, "name": "Delivered in two boxes"}
            order.write({"order_line": [Command.create(line)]})
            self.assertTrue(order.supply_let_promise, kind)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_L11_what_was_let_pass_is_asked_again_when_the_goods_change(self):
        order = self.proposal()
        head = order.with_user(self.users["head"])
        changes = [
            lambda: order.order_line[1].write({"product_uom_qty": 50}),
            lambda: order.write({"order_line": [Command.create({"product_id": self.bought.id})]}),
        ]
        for change in changes:
            head.commitment_date = NOW + timedelta(days=3)
            self.assertTrue(order.supply_let_promise)
            change()
            self.assertFalse(order.supply_let_promise)
            with self.assertRefused("at the earliest"):
                self.fresh(order).action_confirm()
        head.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_L06_an_operation_under_way_counts_with_the_units_it_has_reported(self):
        frame = self._product("Frame", route_ids=[self.mto.id, self.manufacture.id])
        self._bom(frame, {self.part: 1})
        self._put_in_stock(self.part, 10)
        centre = self.centre(30, frame)
        self.operation(centre, 90, frame)
        order = self._order({frame: 4})
        line = order.order_line.with_user(self.user_manager)
        self.assertEqual(line.ready_percent, 0)
        first, second = order.sudo().mrp_production_ids.workorder_ids
        for operation in (first, second):
            operation.with_user(self.user_production).button_start()
        second.with_user(self.user_production).qty_produced = 2
        self.assertAlmostEqual(self.fresh(line).ready_percent, 100 * 0.75 * 0.5)
        first.with_user(self.user_production).button_finish()
        percent = self.fresh(line).ready_percent
        # Odoo plans 180 minutes for the two units that are left of the second operation.
        self.assertAlmostEqual(percent, 100 * (120 + 180 * 0.5) / 300)

    def test_L11_quantities_count(self):
        order = self.proposal()
        self.assertEqual(order.order_line[0].product_id, self.bolt)
        order.order_line[1].unlink()
        self.assertEqual(order.earliest_date.date(), NOW.date())
        order.order_line.product_uom_qty = 6
        self.assertFalse(order.earliest_date, "Nobody says when the sixth bolt comes.")
