from odoo import Command
from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyWarehouse(SupplyCase):
    """M05: address storage, counts, minimum stock and barcodes are Odoo's own, and work here."""

    def row(self):
        Check = self.env["crm.setup.check"].with_user(self.env.ref("base.user_admin"))
        return Check._check_warehouse()

    def test_M05_goods_lie_at_an_address_and_are_shipped_from_it(self):
        self.env.ref("base.group_user")._apply_group(
            self.env.ref("stock.group_stock_multi_locations")
        )
        shelf = self.env["stock.location"].create(
            {"name": "Shelf A-1", "location_id": self.stock.id, "barcode": "LOC-A-1"}
        )
        self.env["stock.putaway.rule"].create(
            {
                "product_id": self.bolt.id,
                "location_in_id": self.stock.id,
                "location_out_id": shelf.id,
            }
        )
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.supplier.id,
                "order_line": [Command.create({"product_id": self.bolt.id, "product_qty": 5})],
            }
        )
        purchase.button_confirm()
        self._validate(purchase.picking_ids)
        self.assertEqual(self.bolt.stock_quant_ids.location_id & shelf, shelf)
        order = self._order({self.bolt: 2})
        self.assertEqual(self._ship(order).move_line_ids.location_id, shelf)
        self.assertSupply(order.order_line, shipped=2)

    def test_M05_places_are_counted_by_turns(self):
        self._put_in_stock(self.bolt, 5)
        self.stock.cyclic_inventory_frequency = 30
        quant = self.bolt.stock_quant_ids.filtered(lambda row: row.location_id == self.stock)
        self.assertTrue(quant.inventory_date)
        counted = quant.with_user(self.user_warehouse).with_context(inventory_mode=True)
        counted.inventory_quantity = 4
        counted.action_apply_inventory()
        self.assertEqual(self.bolt.qty_available, 4)

    def test_M05_minimum_stock_orders_by_itself(self):
        self.bolt.write(
            {
                "route_ids": [Command.set(self.buy.ids)],
                "seller_ids": [Command.create({"partner_id": self.supplier.id})],
            }
        )
        self.env["stock.warehouse.orderpoint"].create(
            {"product_id": self.bolt.id, "product_min_qty": 10, "product_max_qty": 20}
        )
        self.env["stock.rule"].run_scheduler()
        line = self.env["purchase.order.line"].search([("product_id", "=", self.bolt.id)])
        self.assertEqual(line.product_qty, 20)

    def test_M05_goods_and_serial_numbers_are_found_by_their_barcode(self):
        self.bolt.barcode = "4600000000017"
        Product = self.env["product.product"].with_user(self.user_warehouse)
        self.assertEqual(Product.search([("barcode", "=", "4600000000017")]), self.bolt)
        self.assertEqual(Product.name_search("4600000000017")[0][0], self.bolt.id)

    def test_M05_the_set_up_page_says_what_is_used(self):
        self.env["stock.warehouse.orderpoint"].search([]).active = False
        self.assertFalse(self.row()["is_ok"])
        self.env["stock.warehouse.orderpoint"].create({"product_id": self.bolt.id})
        self.stock.cyclic_inventory_frequency = 30
        row = self.row()
        self.assertTrue(row["is_ok"])
        self.assertIn(": 1;", row["detail"])
