from odoo import Command
from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyFigures(SupplyCase):
    def test_L05_stock_production_and_purchase(self):
        """L01, L03-L05: a mixed order says of each line where it is, at each step."""
        self._put_in_stock(self.stocked, 1, ["P-1"])
        self._put_in_stock(self.part, 10)
        order = self._order({self.stocked: 2, self.made: 1, self.bought: 3, self.service: 1})
        stocked, made, bought, service = order.order_line
        self.assertSupply(stocked, reserved=1, missing=1)
        self.assertEqual(stocked.supply_action, "reserve")
        self.assertSupply(made, in_production=1)
        self.assertEqual(made.supply_action, "produce")
        self.assertTrue(made.ready_date)
        self.assertSupply(bought, on_purchase=3)
        self.assertEqual(bought.supply_action, "purchase")
        self.assertFalse(service.supply_tracked)
        self.assertSupply(service)
        self.assertEqual(self.lead.supply_state, "partial")
        self.assertEqual(self.lead.delivery_state, "waiting")

        self._produce(order, "C-1")
        self.assertSupply(made, reserved=1)
        self.assertEqual((made.supply_action, made.ready_percent), ("ship", 100.0))

        purchase = bought.sudo().move_ids.created_purchase_line_ids.order_id
        purchase.button_confirm()
        self.assertSupply(bought, on_purchase=3)
        self._validate(purchase.picking_ids, {self.bought: 2})
        self.assertSupply(bought, reserved=2, on_purchase=1)

        self._ship(order)
        self.assertSupply(stocked, shipped=1, missing=1)
        self.assertSupply(made, shipped=1)
        self.assertSupply(bought, shipped=2, on_purchase=1)
        self.assertEqual(self.lead.delivery_state, "partial")
        self._validate(purchase.picking_ids.filtered(lambda p: p.state != "done"))
        self._put_in_stock(self.stocked, 1, ["P-2"])
        self._ship(order)
        self.env.invalidate_all()
        self.assertEqual((self.lead.supply_state, self.lead.delivery_state), ("ready", "full"))
        self.assertSupply(bought, shipped=3)

    def test_M07_partial_production_and_return(self):
        self._put_in_stock(self.part, 10)
        made = self._product("Valve to order", route_ids=[self.mto.id, self.manufacture.id])
        self._bom(made, {self.part: 1})
        order = self._order({made: 3})
        line = order.order_line
        self.assertSupply(line, in_production=3)
        self._produce(order, quantity=1)
        self.assertSupply(line, reserved=1, in_production=2)
        picking = self._ship(order)
        self.assertSupply(line, shipped=1, in_production=2)
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        self._validate(back)
        self.assertSupply(line, in_production=2, missing=1)

    def test_L05_quantity_changed_after_confirming(self):
        self._put_in_stock(self.part, 5)
        order = self._order({self.part: 2})
        line = order.order_line
        self.assertSupply(line, reserved=2)
        line.product_uom_qty = 7
        self.assertSupply(line, reserved=5, missing=2)
        line.product_uom_qty = 1
        order.picking_ids.sudo().do_unreserve()
        self.assertSupply(line, missing=1)
        order.picking_ids.sudo().action_assign()
        self.assertSupply(line, reserved=1)
        order._action_cancel()
        self.assertEqual(line.qty_to_supply, 0.0)

    def test_L05_unit_of_measure(self):
        self._put_in_stock(self.bolt, 15)
        order = self._order({self.bolt: 2}, confirm=False)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.action_confirm()
        self.assertSupply(order.order_line, reserved=15, missing=9)

    def test_L05_kit_counts_complete_sets(self):
        kit = self._product("Kit")
        self._bom(kit, {self.part: 2, self.bolt: 4}, type="phantom")
        self._put_in_stock(self.part, 10)
        self._put_in_stock(self.bolt, 9)
        order = self._order({kit: 3})
        line = order.order_line
        self.assertSupply(line, reserved=2, missing=1)
        self._ship(order, {self.part: 3, self.bolt: 4})
        self.assertSupply(line, shipped=1, reserved=1, missing=1)

    def test_L05_three_step_warehouse(self):
        """What stands at an earlier step of a long way is counted once."""
        self.warehouse.write(
            {
                "delivery_steps": "pick_ship",
                "reception_steps": "two_steps",
                "manufacture_steps": "pbm_sam",
            }
        )
        self._put_in_stock(self.part, 10)
        made = self._product("Trap", route_ids=[self.mto.id, self.manufacture.id])
        self._bom(made, {self.part: 1})
        order = self._order({made: 2, self.part: 1, self.bought: 4})
        made_line, part_line, bought_line = order.order_line
        self.assertSupply(made_line, in_production=2)
        self.assertSupply(part_line, reserved=1)
        self.assertSupply(bought_line, on_purchase=4)
        production = order.sudo().mrp_production_ids
        self._validate(production.picking_ids.filtered(lambda p: p.state == "assigned"))
        self._produce(order)
        self.assertSupply(made_line, on_way=2)
        self._validate(production.picking_ids.filtered(lambda p: p.state == "assigned"))
        self.assertSupply(made_line, reserved=2)
        purchase = bought_line.sudo().move_ids.created_purchase_line_ids.order_id
        purchase.button_confirm()
        self._validate(purchase.picking_ids)
        self.assertSupply(bought_line, on_way=4)
        pick = order.sudo().picking_ids.filtered(lambda p: p.state == "assigned")[:1]
        self._validate(pick)
        self.assertSupply(made_line, reserved=2)
        self.assertSupply(part_line, reserved=1)
        self._ship(order)
        self.assertSupply(made_line, shipped=2)

    def test_L05_shared_purchase_is_divided(self):
        """One supplier's order for two clients' orders gives each unit to one of them."""
        orders = [self._order({self.bought: quantity}) for quantity in (2, 3)]
        first, second = (order.order_line for order in orders)
        purchase = self._merged_purchase(*orders)
        self.assertSupply(first, on_purchase=2)
        self.assertSupply(second, on_purchase=3)
        purchase.order_line.product_qty = 4
        self.assertSupply(first, on_purchase=2)
        self.assertSupply(second, on_purchase=2, missing=1)
        purchase.button_confirm()
        self.assertSupply(first, on_purchase=2)
        self.assertSupply(second, on_purchase=2, missing=1)
        self._validate(purchase.picking_ids, {self.bought: 1})
        self.assertSupply(first, reserved=1, on_purchase=1)
        self.assertSupply(second, on_purchase=2, missing=1)

    def test_L06_no_right_is_needed_and_queries_are_constant(self):
        """M06, L06: read as a salesperson; the number of queries is that of one order."""
        self._put_in_stock(self.part, 500)
        leads = self.env["crm.lead"].union(*(self.make_deal() for _number in range(10)))
        goods = {self.part: 2, self.made: 1, self.bought: 1}
        orders = [self._order(goods, lead=lead, confirm=False) for lead in leads]
        orders[0].union(*orders).action_confirm()
        self.assertFalse(self.user_manager.has_group("stock.group_stock_user"))
        self.assertFalse(self.user_manager.has_group("mrp.group_mrp_user"))
        names = ["supply_state", "delivery_state", "ready_percent", "supply_line_ids"]
        fields = ["qty_reserved", "qty_in_production", "qty_on_purchase", "ready_date"]

        def count(leads):
            leads = leads.with_user(self.user_manager)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            leads.read(names)
            leads.supply_line_ids.read(fields)
            return self.env.cr.sql_log_count - start

        count(leads)
        self.assertEqual(count(leads[:2]), count(leads))
        mine = leads[0].with_user(self.user_manager)
        self.assertEqual(mine.supply_line_ids, mine.order_ids.order_line)

    def test_J02_accepted_variants_become_the_quotation(self):
        lead = self.lead.with_user(self.user_manager)
        lead.selection_line_ids = [
            Command.create({"product_id": self.stocked.id, "quantity": 2}),
            Command.create({"product_id": self.made.id}),
        ]
        self.assertEqual(lead.selection_state, "open")
        lead.selection_line_ids[0].action_accept()
        lead.selection_line_ids[1].action_reject()
        self.assertEqual(lead.selection_state, "accepted")
        # «New proposal» does not ask to type again what was selected.
        order = self.env["sale.order"].browse(lead.action_sale_quotations_new()["res_id"])
        self.assertEqual(order.opportunity_id, lead)
        self.assertEqual(order.order_line.product_id, self.stocked)
        self.assertEqual(order.order_line.product_uom_qty, 2)
        order.with_user(self.user_manager).action_quotation_sent()
        self.assertEqual(lead.expected_revenue, order.amount_untaxed)
        self.assertEqual(lead.selection_line_ids.mapped("state"), ["accepted", "rejected"])
        self.assertFalse(lead.selection_line_ids._to_quote())
        order.action_cancel()
        self.assertEqual(lead.selection_line_ids._to_quote(), lead.selection_line_ids[0])
