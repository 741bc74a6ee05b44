from odoo.tests import Form, tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplySelection(SupplyCase):
    def test_J02_selection_shows_the_price_and_the_sum(self):
        deal = self.as_user("manager", self.make_deal())
        line = deal.selection_line_ids.create(
            {"lead_id": deal.id, "product_id": self.bolt.id, "quantity": 3}
        )
        self.assertEqual(line.currency_id, deal.company_currency)
        self.assertEqual((line.price, line.amount), (100, 300))
        special = line.create({"lead_id": deal.id, "is_custom": True})
        self.assertEqual((special.price, special.amount), (0, 0))

    def test_J02_price_is_there_before_the_line_is_saved(self):
        deal = self.as_user("manager", self.make_deal())
        with Form(deal, "crm_sales_flow.crm_deal_view_form") as form:
            with form.selection_line_ids.new() as line:
                line.product_id = self.bolt
                line.quantity = 2
                self.assertEqual(line.amount, 200)
