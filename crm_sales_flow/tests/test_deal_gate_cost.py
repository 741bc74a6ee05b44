from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestDealGateCost(SupplyCase):
    """I05: the conditions of many deals are asked together, their papers and goods included."""

    def lively(self, size):
        """Deals with a confirmed order of two goods, of which one is in stock, and a need."""
        deals = self.env["crm.lead"].browse()
        self._put_in_stock(self.stocked, size, [f"{size}-{n}" for n in range(size)])
        for number in range(size):
            deal = self.make_deal(name=f"Lively {size} {number}")
            self._order({self.stocked: 1, self.service: 1}, lead=deal)
            deals |= deal
        return deals

    def asked(self, deals):
        self.env.flush_all()
        self.env.invalidate_all()
        moves = [(deal, self.stages["needs"], self.stages["won"]) for deal in deals]
        before = self.env.cr.sql_log_count
        unmet = self.env["crm.lead"]._flow_unmet_gates(moves)
        return self.env.cr.sql_log_count - before, unmet

    def test_I05_gates_of_deals_with_orders_and_goods_cost_the_same_for_any_number(self):
        few, unmet = self.asked(self.lively(2))
        many, _unmet = self.asked(self.lively(12))
        self.assertTrue(unmet)
        self.assertEqual(few, many)

    def test_I05_gates_cost_the_same_for_ten_and_two_hundred_deals(self):
        counts = []
        for size in (10, 200):
            deals = self.env["crm.lead"].create(
                [
                    {**self.make_deal().copy_data()[0], "name": f"Deal {size} {index}"}
                    for index in range(size)
                ]
            )
            deals.need_ids.create([{"lead_id": deal.id, "text": "x"} for deal in deals])
            self.env.flush_all()
            self.env.invalidate_all()
            moves = [(deal, self.stages["needs"], self.stages["won"]) for deal in deals]
            before = self.env.cr.sql_log_count
            self.env["crm.lead"]._flow_unmet_gates(moves)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
