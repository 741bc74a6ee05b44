"""A06: every role opens the screens it works with, and no field of them is refused."""

from lxml import etree

from odoo.tests import tagged

from odoo.addons.crm_sales_flow.tests.common import ROLES, SalesFlowCase

READERS_OF_DEALS = ("manager", "head", "director", "sorter", "marketer", "accountant")


@tagged("standard", "post_install", "-at_install")
class TestScreens(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        product = cls.env["product.product"].create({"name": "Pump", "is_storable": True})
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.client_company.id,
                "opportunity_id": cls.deal.id,
                "team_id": cls.team.id,
                "user_id": cls.users["manager"].id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        order.action_confirm()
        cls.deal.cooperation_variant_id = cls.env.ref("crm_sales_flow.cooperation_direct")

    def open(self, record, login, view=False):
        """Read what the form shows of the record, with what its lists show of their rows."""
        record = self.as_user(login, record)
        arch = etree.fromstring(record.get_view(view, "form")["arch"])
        specification = self.specification(record, arch)
        record.invalidate_recordset()
        return record.web_read(specification)

    def specification(self, record, node):
        result = {}
        for field in node.xpath(".//field[not(ancestor::field)]"):
            name = field.get("name")
            if name not in record._fields:
                continue
            rows = field.xpath("./list | ./kanban")
            result[name] = {}
            if rows and record._fields[name].comodel_name:
                comodel = self.env[record._fields[name].comodel_name]
                inner = {child.get("name") for child in rows[0].xpath(".//field")}
                result[name]["fields"] = {x: {} for x in inner if x in comodel._fields}
        return result

    def test_A06_every_role_opens_the_card_of_a_client(self):
        for login in ROLES:
            for client in (self.client_company, self.client_person):
                with self.subTest(role=login, client=client.name):
                    self.assertTrue(self.open(client, login))

    def test_A06_every_reader_opens_the_deal(self):
        view = self.env.ref("crm_sales_flow.crm_deal_view_form").id
        for login in READERS_OF_DEALS:
            with self.subTest(role=login):
                values = self.open(self.deal, login, view)[0]
                self.assertEqual(len(values["document_ids"]), len(self.deal.document_ids))

    def test_A06_warehouse_opens_the_delivery_of_a_deal(self):
        delivery = self.deal.order_ids.picking_ids
        self.assertTrue(self.open(delivery, "warehouse")[0]["move_ids"])

    def test_A06_accountant_makes_the_invoice_of_an_order(self):
        order = self.deal.order_ids
        order.order_line.qty_delivered = 1
        wizard = self.as_user("accountant", self.env["sale.advance.payment.inv"])
        wizard.with_context(active_model="sale.order", active_ids=order.ids).create(
            {}
        ).create_invoices()
        self.assertTrue(order.invoice_ids)
