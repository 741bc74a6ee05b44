from lxml import etree

from odoo.tests import Form, tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestDealPages(SupplyCase):
    """A06, M06, AA06: the whole form with the pages of every room opens for each reading role."""

    def test_A06_the_deal_opens_for_every_role(self):
        self._put_in_stock(self.part, 10)
        self._put_in_stock(self.stocked, 1, ["F-1"])
        self.stocked.installation_required = True
        deal = self.make_deal(
            tag_ids=[(0, 0, {"name": "Test tag"})],
            selection_line_ids=[(0, 0, {"product_id": self.stocked.id})],
        )
        self._ship(self._order({self.stocked: 1, self.made: 1, self.bought: 1}, lead=deal))
        self.env["crm.service.contract"].create(
            {"partner_id": self.client_company.id, "lead_id": deal.id, "date_end": "2999-12-31"}
        )
        for login in ("manager", "head", "director", "sorter", "marketer", "accountant"):
            with self.subTest(login=login):
                self.env.invalidate_all()
                form = Form(self.as_user(login, deal), "crm_sales_flow.crm_deal_view_form")
                self.assertEqual(form.delivery_state, "partial")

    def test_AA06_lines_of_a_deal_are_cards_on_a_phone(self):
        """A list of seven columns is unreadable there: Odoo shows cards where a view has them."""
        view = self.env.ref("crm_sales_flow.crm_deal_view_form")
        arch = self.env["crm.lead"].get_view(view.id, "form", mobile=True)["arch"]
        tables = etree.fromstring(arch).xpath("//notebook//field[list or kanban]")
        self.assertGreater(len(tables), 5)
        for table in tables:
            with self.subTest(field=table.get("name")):
                self.assertEqual(len(table.xpath("kanban")), 1)
