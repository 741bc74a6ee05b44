from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyMode(SupplyCase):
    """K02: reserve, production or both follows from the order, and stays when it is fulfilled."""

    def mode(self, order):
        self.env.invalidate_all()
        return self.as_user("manager", order.opportunity_id).supply_mode

    def order(self, quantities):
        return self._order(quantities, lead=self.make_deal())

    def test_K02_the_way_of_supply_follows_from_the_lines(self):
        self._put_in_stock(self.bolt, 10)
        self._put_in_stock(self.part, 10)
        for products, mode in (
            ([self.bolt], "reserve"),
            ([self.made], "production"),
            ([self.bought], "purchase"),
            ([self.bolt, self.made], "mixed"),
            ([self.made, self.bought], "mixed"),
            ([self.service], False),
        ):
            with self.subTest(mode=mode, products=[product.name for product in products]):
                self.assertEqual(self.mode(self.order(dict.fromkeys(products, 1))), mode)
        self.assertFalse(self.as_user("manager", self.make_deal()).supply_mode)

    def test_K02_what_was_made_for_the_deal_stays_production(self):
        self._put_in_stock(self.part, 10)
        order = self.order({self.made: 1})
        self._produce(order, "C-7")
        self.assertEqual(self.mode(order), "production")
        self._ship(order)
        self.assertEqual(self.mode(order), "production")

    def test_K02_what_was_bought_for_the_deal_stays_purchase(self):
        order = self.order({self.bought: 1})
        purchase = order.sudo().order_line.move_ids.created_purchase_line_ids.order_id
        purchase.button_confirm()
        self.assertEqual(self.mode(order), "purchase")
        self._validate(purchase.picking_ids)
        self.assertEqual(self.mode(order), "purchase")
        self._ship(order)
        self.assertEqual(self.mode(order), "purchase")

    def test_K02_many_deals_cost_the_queries_of_one(self):
        self._put_in_stock(self.bolt, 100)
        orders = [self.order({self.bolt: 1}) for _deal in range(6)]
        deals = self.env["crm.lead"].union(*[order.opportunity_id for order in orders])
        counts = []
        for batch in (deals[:1], deals):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.as_user("manager", batch).mapped("supply_mode")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
