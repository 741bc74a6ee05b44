from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplySearch(SupplyCase):
    """L05, M07: gates and filters ask for the state of all deals: cheaply, and as it is shown."""

    def orders(self):
        """Deals in every state, one with a kit."""
        kit = self._product("Kit")
        self._bom(kit, {self.part: 2, self.bolt: 1}, type="phantom")
        self._put_in_stock(self.bolt, 6)
        self._put_in_stock(self.part, 5)
        goods = [{self.bolt: 1}, {self.bolt: 1, self.bought: 1}, {self.bought: 1}, {kit: 1}]
        goods += [{kit: 3}, {self.service: 1}, {self.bolt: 2}]
        orders = [self._order(one, lead=self.make_deal()) for one in goods]
        self._ship(orders[0])
        self._ship(orders[-1], {self.bolt: 1})
        deals = self.env["crm.lead"].union(*(order.opportunity_id for order in orders))
        return deals | self.lead

    def test_L05_the_search_finds_what_the_deals_show(self):
        deals = self.as_user("manager", self.orders())
        for name in ("supply_state", "delivery_state"):
            states = dict(deals._fields[name]._description_selection(self.env))
            self.env.invalidate_all()
            shown = {deal: deal[name] for deal in deals}
            self.assertEqual(set(shown.values()), set(states), "Every state is there.")
            for state in states:
                found = deals.search([("id", "in", deals.ids), (name, "=", state)])
                self.assertEqual(set(found), {d for d in deals if shown[d] == state}, state)
                others = deals.search([("id", "in", deals.ids), (name, "!=", state)])
                self.assertEqual(set(others), {d for d in deals if shown[d] != state}, state)

    def test_L05_the_search_costs_the_same_for_any_number_of_deals(self):
        counts = []
        for number in (1, 8):
            orders = [
                self._order({self.bolt: 1, self.bought: 1}, lead=self.make_deal())
                for _order in range(number)
            ]
            deals = self.as_user("manager", orders[0].opportunity_id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deals.search_count([("supply_state", "=", "ready")])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
