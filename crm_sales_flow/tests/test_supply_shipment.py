import io
from datetime import timedelta

from lxml import html
from PyPDF2 import PdfReader

from odoo import Command
from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestSupplyShipment(SupplyCase):
    """M01-M04, M08: what goes to a client leaves the warehouse, with its number and papers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put_in_stock(cls.part, 10)

    def delivery(self, order):
        return order.sudo().picking_ids.filtered(lambda one: one.picking_type_code == "outgoing")

    def take(self, picking, quantity, lots=None, user=None):
        """The warehouse worker says that so much is taken, whatever is reserved."""
        picking = picking.with_user(user or self.user_warehouse).with_context(skip_sms=True)
        for move in picking.move_ids:
            move.quantity = quantity
            for line, lot in zip(move.move_line_ids, lots or (), strict=False):
                line.lot_id = lot
            move.picked = True
        return picking.button_validate()

    def test_M01_a_route_past_the_warehouse_is_refused(self):
        """Straight from the supplier, and straight from production."""
        supplier = self.env.ref("stock.stock_location_suppliers")
        client = self.env.ref("stock.stock_location_customers")
        production = self.made.property_stock_production
        order = self._order({self.bolt: 1})
        for place in (supplier, production):
            values = {
                "product_id": self.bolt.id,
                "product_uom_qty": 1,
                "location_id": place.id,
                "location_dest_id": client.id,
                "sale_line_id": order.order_line.id,
            }
            move = self.env["stock.move"].create(values)
            with self.assertRefused("from the warehouse only"):
                move._action_confirm()

    def test_M02_what_is_not_made_yet_cannot_be_shipped(self):
        order = self._order({self.made: 1})
        picking = self.delivery(order)
        lot = self._lot(self.made, "C-1")
        with self.assertRefused("is not in stock"), self.env.cr.savepoint():
            self.take(picking, 1, lot)
        self.env.invalidate_all()
        self.assertNotEqual(picking.state, "done")
        self._produce(order, "C-2")
        self._ship(order)
        self.assertEqual(self.made.qty_available, 0)

    def test_M02_stock_never_goes_below_zero(self):
        self._put_in_stock(self.bolt, 3)
        order = self._order({self.bolt: 5})
        with self.assertRefused("2 "), self.env.cr.savepoint():
            self.take(self.delivery(order), 5)
        self.env.invalidate_all()
        self._ship(order, {self.bolt: 3})
        self.assertEqual(self.bolt.qty_available, 0)

    def test_M02_other_orders_ship_as_odoo_lets_them(self):
        plain = self.env["crm.team"].create({"name": "Plain", "flow_enabled": False})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "team_id": plain.id,
                "order_line": [Command.create({"product_id": self.bolt.id})],
            }
        )
        order.action_confirm()
        self.take(self.delivery(order), 1)
        self.assertEqual(self.bolt.qty_available, -1)

    def test_M04_no_shipment_without_a_serial_number(self):
        self._put_in_stock(self.stocked, 1, ["P-1"])
        order = self._order({self.stocked: 1})
        picking = self.delivery(order)
        picking.move_ids.move_line_ids.lot_id = False
        refusal = "supply a Lot/Serial number for products Stocked pump"
        with self.assertRefused(refusal), self.env.cr.savepoint():
            self.take(picking.with_context(lang="en_US"), 1)
        self.env.invalidate_all()
        picking.do_unreserve()
        self._ship(order)
        self.assertEqual(picking.move_ids.lot_ids.name, "P-1")

    def test_M04_equipment_is_tracked_by_its_category(self):
        parent = self.env["product.category"].create({"name": "Equipment", "is_equipment": True})
        category = parent.create({"name": "Furnaces", "parent_id": parent.id})
        furnace = self._product("Furnace", categ_id=category.id)
        self.assertEqual(furnace.tracking, "serial")
        self.assertEqual(self._product("Screw").tracking, "none")
        # What was there before the category became equipment is not shipped unnamed.
        self.bolt.categ_id = category
        self._put_in_stock(self.bolt, 2)
        order = self._order({self.bolt: 1})
        with self.assertRefused("no serial numbers"), self.env.cr.savepoint():
            self.take(self.delivery(order), 1)

    def added(self, product):
        """A delivery of the deal to which a product is added, and which is taken.

        Odoo adds a line to the order for it: only whoever has rights on both can do it.
        """
        self._put_in_stock(self.part, 10)
        picking = self.delivery(self._order({self.part: 1}))
        picking.move_ids.create(
            {
                "picking_id": picking.id,
                "product_id": product.id,
                "product_uom_qty": 1,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        self.take(picking, 1, user=self.env.ref("base.user_root"))
        return picking

    def test_M02_what_the_warehouse_adds_to_a_delivery_is_there_too(self):
        with self.assertRefused("is not in stock"), self.env.cr.savepoint():
            self.added(self.bolt)
        self.env.invalidate_all()
        self._put_in_stock(self.bolt, 1)
        self.assertEqual(self.added(self.bolt).state, "done")

    def test_M04_what_the_warehouse_adds_to_a_delivery_has_its_number(self):
        """Neither without tracking nor by a number of many."""
        category = self.env["product.category"].create({"name": "Equipment", "is_equipment": True})
        self._put_in_stock(self.bolt, 1)
        self.bolt.categ_id = category
        self.bolt.tracking = "none"
        with self.assertRefused("no serial numbers"), self.env.cr.savepoint():
            self.added(self.bolt)
        self.env.invalidate_all()
        pump = self._product("Pump of a lot", tracking="lot")
        self._put_in_stock(pump, 5, ["L-1"])
        pump.categ_id = category
        pump.product_tmpl_id.tracking = "lot"
        order = self._order({pump: 1})
        with self.assertRefused("no serial numbers"), self.env.cr.savepoint():
            self.take(self.delivery(order), 1)

    def test_M04_one_production_order_for_each_machine(self):
        order = self._order({self.made: 2, self.bought: 1})
        productions = order.sudo().mrp_production_ids
        self.assertEqual(productions.mapped("product_qty"), [1, 1])
        self.assertSupply(order.order_line[0], in_production=2)
        for serial in ("C-1", "C-2"):
            self._produce(order, serial)
        self.assertSupply(order.order_line[0], reserved=2)

    def test_L05_a_draft_of_several_keeps_its_order_when_it_is_moved(self):
        """Odoo leaves an order without components as a draft, and makes its moves anew."""
        frame = self._product(
            "Frame to order", tracking="serial", route_ids=[self.mto.id, self.manufacture.id]
        )
        self._bom(frame, {})
        order = self._order({frame: 2})
        productions = order.sudo().mrp_production_ids
        self.assertEqual(productions.mapped("state"), ["draft", "draft"])
        for production in productions:
            production.date_finished += timedelta(days=3)
        self.assertSupply(order.order_line, in_production=2)

    # ------------------------------------------------------------- papers

    def shipped(self):
        site = self.client_company.create(
            {
                "name": "Workshop 3",
                "parent_id": self.client_company.id,
                "type": "delivery",
                "street": "Zavodskaya 5",
                "city": "Ryazan",
            }
        )
        self.client_person.phone = "+7 4912 11-22-33"
        self.lead.write(
            {
                "site_id": site.id,
                "contact_id": self.client_person.id,
                "unloading_note": "Pass by 10:00, crane 5 t",
            }
        )
        self._put_in_stock(self.stocked, 1, ["P-77"])
        self._put_in_stock(self.bolt, 12)
        order = self._order({self.stocked: 1, self.bolt: 12})
        return order, self._ship(order)

    def page(self, picking, form):
        report = self.env["ir.actions.report"].with_user(self.user_warehouse)
        content, _type = report._render_qweb_html(f"crm_sales_flow.{form}", picking.ids)
        return " ".join(html.fromstring(content).xpath("//body")[0].text_content().split())

    def test_M03_the_expense_note_tells_the_deal_the_site_and_the_serials(self):
        order, picking = self.shipped()
        text = self.page(picking, "form_expense_note")
        for part in (
            picking.name,
            order.name,
            self.lead.name,
            "Zavodskaya 5",
            "Pyotr Testov · +7 4912 11-22-33",
            "crane 5 t",
            "P-77",
            "Bolt",
        ):
            self.assertIn(part, text)
        number = rf"{self.lead.name} \(\S+ {self.lead.id}\)"
        self.assertRegex(text, number, "The deal is found by its number.")

    def test_M08_the_packing_list_tells_what_lies_in_each_place(self):
        _order, picking = self.shipped()
        package = self.env["stock.package"].create({"name": "Box 1"})
        lines = picking.sudo().move_line_ids
        lines.filtered(lambda line: line.product_id == self.bolt).result_package_id = package
        self.bolt.weight = 0.5
        self.user_warehouse.lang = "en_US"
        text = self.page(picking, "form_packing_list")
        for part in ("Box 1", "12", "P-77", "Places in total: 2"):
            self.assertIn(part, text)
        self.assertRegex(text, "weight 6[.,]0 kg")

    def test_M03_the_forms_are_printed(self):
        _order, picking = self.shipped()
        report = self.env["ir.actions.report"].with_user(self.user_warehouse)
        for form in ("form_expense_note", "form_packing_list"):
            content, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
                f"crm_sales_flow.{form}", picking.ids
            )
            self.assertEqual(kind, "pdf")
            text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
            self.assertIn("P-77", text)
