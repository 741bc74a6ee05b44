from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyDocuments(SupplyCase):
    def rows(self, deal, kind):
        xmlid = f"crm_sales_flow.document_type_{kind}"
        return deal.document_ids.filtered(lambda row: row.type_id == self.env.ref(xmlid))

    def test_L04_documents_of_the_order_appear_on_the_deal(self):
        """L03, L04, N01: deliveries, production and purchase orders."""
        self._put_in_stock(self.part, 10)
        order = self._order({self.made: 1, self.bought: 1})
        for kind in ("order", "picking", "production", "purchase"):
            self.assertEqual(len(self.rows(self.lead, kind)), 1, kind)
        self.assertEqual(self.rows(self.lead, "production").state, "required")
        self._produce(order, "D-1")
        self.assertEqual(self.rows(self.lead, "production").state, "issued")
        purchase = order.order_line[1].sudo().move_ids.created_purchase_line_ids.order_id
        purchase.button_confirm()
        self.assertEqual(self.rows(self.lead, "purchase").state, "issued")
        self._ship(order)
        states = self.rows(self.lead, "picking").mapped("state")
        self.assertEqual(sorted(states), ["issued", "required"])

    def test_L04_a_shared_purchase_serves_two_deals(self):
        """The purchasing person merges two requests for quotation into one."""
        other = self.make_deal(name="Second deal")
        self._merged_purchase(
            self._order({self.bought: 1}), self._order({self.bought: 2}, lead=other)
        )
        self.assertEqual(self.rows(self.lead, "purchase"), self.rows(other, "purchase"))
        self.assertEqual(self.rows(other, "purchase").deal_ids, self.lead | other)

    def test_L04_manager_cancels_the_order(self):
        """A salesperson without purchase rights may cancel an order that is bought for."""
        order = self._order({self.bought: 1, self.made: 1})
        order.action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assertFalse(self.rows(self.lead, "picking"))
        self.assertEqual(self.lead.supply_state, "not_needed")
