from datetime import timedelta

from odoo.tests import tagged

from ..tools.supply_attribution import Attribution, Move
from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyShared(SupplyCase):
    """L04, L05: what is made together or one for another is attributed to each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.to_order = [cls.mto.id, cls.manufacture.id]
        cls.plain = cls._product("Valve to order", route_ids=cls.to_order)
        cls._bom(cls.plain, {cls.part: 1})
        cls._put_in_stock(cls.part, 50)

    def productions(self, order, product):
        found = order.sudo().stock_reference_ids.production_ids
        return found.filtered(lambda one: one.product_id == product)

    def test_L04_each_machine_has_its_subassembly_made_for_it(self):
        chamber = self._product("Chamber of blocks", tracking="serial", route_ids=self.to_order)
        self._bom(chamber, {self.plain: 1})
        order = self._order({chamber: 2})
        line = order.order_line.with_user(self.user_manager)
        machines = self.productions(order, chamber)
        self.assertEqual(len(machines), 2)
        for machine in machines:
            self.assertTrue(machine.move_raw_ids.move_orig_ids, "Somebody makes its block.")
        self.assertEqual(sum(self.productions(order, self.plain).mapped("product_qty")), 2)
        self.assertFalse(line.is_short_of_components)
        for block in self.productions(order, self.plain):
            block.qty_producing = 1
            block._set_qty_producing()
            block.button_mark_done()
        self.assertEqual(machines.move_raw_ids.mapped("state"), ["assigned"] * 2)

    def test_L05_a_line_added_later_is_made_too(self):
        order = self._order({self.plain: 1})
        line = order.order_line.create(
            {"order_id": order.id, "product_id": self.plain.id, "product_uom_qty": 2}
        )
        self.assertSupply(order.order_line - line, in_production=1)
        self.assertSupply(line, in_production=2)
        line.product_uom_qty = 5
        self.assertSupply(line, in_production=5)

    def test_L05_production_orders_merged_and_split_serve_both_clients(self):
        orders = [self._order({self.plain: 2}, lead=self.make_deal()) for _number in range(2)]
        every = self.env["sale.order"].union(*orders)
        made = self.env["mrp.production"].browse(
            every.sudo().mrp_production_ids.action_merge()["res_id"]
        )
        self.assertEqual(made.product_qty, 4)
        parts = made._split_productions({made: [2, 2]})
        for order in orders:
            self.assertSupply(order.order_line, in_production=2)
        first = parts[0]
        first.qty_producing = 1
        first._set_qty_producing()
        result = first.button_mark_done()
        wizard = self.env["mrp.production.backorder"].with_context(**result["context"])
        wizard.create({}).action_backorder()
        figures = ["qty_reserved", "qty_in_production", "qty_missing"]
        self.env.invalidate_all()
        rows = every.order_line.read(figures)
        self.assertEqual([sum(row[name] for row in rows) for name in figures], [1, 3, 0])

    def test_L05_what_serves_one_alone_is_taken_before_what_serves_many(self):
        brought = {"source_usage": "supplier", "dest_usage": "internal", "final_usage": "internal"}
        out = {"source_usage": "internal", "dest_usage": "customer", "final_usage": "customer"}
        moves = [
            Move(1, 7, None, False, 2.0, 0.0, **brought),
            Move(2, 7, None, False, 2.0, 0.0, **brought),
            Move(3, 7, 30, False, 2.0, 0.0, **out, origin_ids=(1, 2)),
            Move(4, 7, 40, False, 2.0, 0.0, **out, origin_ids=(1,)),
        ]
        attribution = Attribution(moves)
        for line in (30, 40):
            self.assertEqual(attribution.line(line, 7, 2.0).quantities["on_purchase"], 2)

    # ----------------------------------------------------------- readiness

    def test_L07_goods_that_are_made_and_not_booked_keep_their_day(self):
        centre = self.env["mrp.workcenter"].create({"name": "Welding"})
        values = {"name": "Weld", "workcenter_id": centre.id, "bom_id": self.plain.bom_ids.id}
        self.env["mrp.routing.workcenter"].create(values)
        order = self._order({self.plain: 1})
        self.env.cr.flush()
        told, count = order.supply_told_date, len(self.lead.message_ids)
        self.assertTrue(told)
        production = order.sudo().mrp_production_ids
        production.workorder_ids.button_start()
        production.workorder_ids.button_finish()
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(production.state, "to_close")
        self.assertEqual(order.order_line.ready_percent, 100)
        self.assertTrue(order.supply_told_date)
        self.assertTrue(self.lead.ready_date)
        texts = self.lead.message_ids[: len(self.lead.message_ids) - count].mapped("body")
        self.assertFalse([text for text in texts if "no day" in text])
        production.date_finished += timedelta(days=30)
        self.env.cr.flush()
        self.assertGreater(order.supply_told_date, told, "A later slip is heard.")

    def test_L07_goods_on_their_way_to_the_stock_keep_their_day(self):
        self.warehouse.reception_steps = "two_steps"
        order = self._order({self.bought: 1})
        purchase = order.order_line.sudo().move_ids.created_purchase_line_ids.order_id
        purchase.button_confirm()
        self._validate(purchase.picking_ids)
        self.env.cr.flush()
        self.assertSupply(order.order_line, on_way=1)
        self.assertTrue(order.supply_told_date)
        self.assertTrue(self.lead.ready_date)

    def test_L06_without_operations_the_registered_units_count(self):
        order = self._order({self.plain: 10})
        self.env.cr.flush()
        line = order.order_line.with_user(self.user_manager)
        self.assertEqual(line.ready_percent, 0)
        self.env["bus.bus"].sudo().search([]).unlink()
        production = order.sudo().mrp_production_ids.with_user(self.user_production)
        production.qty_producing = 3
        self.env.cr.flush()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertAlmostEqual(line.ready_percent, 30)
        shown = self.env["bus.bus"].sudo().search([("message", "like", "crm_sales_flow.supply")])
        self.assertTrue(shown, "Whoever looks at the deal sees it.")
