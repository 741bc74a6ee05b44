from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestFieldWorkSearch(SupplyCase):
    """N04, P05: filters by installation and attestation find what the deals show."""

    def setUp(self):
        super().setUp()
        self.stocked.installation_required = True
        self.stocked.attestation_required = True
        self._put_in_stock(self.bolt, 5)
        self.plain = self._order({self.bolt: 1}, lead=self.make_deal()).opportunity_id
        self.equipped = self._order({self.stocked: 1}, lead=self.make_deal()).opportunity_id
        self.deals = self.as_user("manager", self.lead | self.plain | self.equipped)

    def found(self, name, operator, state):
        return self.deals.search([("id", "in", self.deals.ids), (name, operator, state)])

    def test_N04_P05_the_search_finds_what_the_deals_show(self):
        for name in ("installation_state", "attestation_state"):
            shown = dict(zip(self.deals, self.deals.mapped(name), strict=True))
            self.assertEqual(set(shown.values()), {"not_needed", "waiting"})
            for state, _label in self.deals._fields[name]._description_selection(self.env):
                wanted = {deal for deal in shown if shown[deal] == state}
                self.assertEqual(set(self.found(name, "=", state)), wanted, state)
                self.assertEqual(set(self.found(name, "!=", state)), set(shown) - wanted, state)

    def test_N04_deals_without_equipment_are_not_computed(self):
        computed, compute = [], type(self.deals)._flow_orders_with

        def spied(deals, flag):
            computed.extend(deals.ids)
            return compute(deals, flag)

        self.patch(type(self.deals), "_flow_orders_with", spied)
        self.env.invalidate_all()
        self.assertEqual(self.found("installation_state", "=", "waiting"), self.equipped)
        self.assertIn(self.equipped.id, computed)
        self.assertNotIn(self.plain.id, computed)
        computed.clear()
        self.env.invalidate_all()
        self.assertIn(self.plain, self.found("installation_state", "=", "not_needed"))
        self.assertFalse(computed, "Who needs nothing is found without computing who needs it.")
