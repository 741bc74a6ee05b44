from datetime import timedelta

from lxml import etree
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestAfterSales(SupplyCase):
    def test_Q02_entering_again_makes_no_second_task(self):
        deal = self.make_deal()
        self.env["crm.stage.gate"].search([]).active = False
        mine = deal.with_user(self.user_manager)
        for step in ("service", "supply", "service"):
            mine.stage_id = self.stages[step]
        self.assertEqual(len(deal._flow_open_tasks("offer_service")), 1)

    def test_Q03_consent_makes_the_task_to_conclude_the_contract(self):
        deal = self.make_deal()
        self.env["crm.stage.gate"].search([]).active = False
        mine = deal.with_user(self.user_manager)
        mine.stage_id = self.stages["service"]
        offer = deal._flow_open_tasks("offer_service")
        for _again in range(2):
            mine.service_outcome = "contract"
        self.assertTrue(offer.date_done)
        task = deal._flow_open_tasks("conclude_contract")
        self.assertEqual((len(task), task.user_id), (1, self.user_manager))
        self.assertFalse(deal._flow_open_tasks("offer_service"))

    def test_Q04_refusal_needs_a_reason_and_later_a_day(self):
        deal = self.make_deal()
        gate = self.env.ref("crm_sales_flow.gate_service_outcome")
        mine = deal.with_user(self.user_manager)
        mine.service_outcome = "refused"
        self.assertTrue(gate._unmet(deal))
        mine.service_reason = "price"
        self.assertFalse(gate._unmet(deal))
        tomorrow = fields.Date.today() + timedelta(days=1)
        mine.write({"service_outcome": "later", "service_next_date": tomorrow})
        self.assertFalse(gate._unmet(deal))
        task = deal._flow_open_tasks("offer_service_again")
        self.assertEqual(task.date_deadline, tomorrow)
        mine.service_next_date = tomorrow + timedelta(days=30)  # he changed his mind
        task = deal._flow_open_tasks("offer_service_again")
        self.assertEqual(task.mapped("date_deadline"), [tomorrow + timedelta(days=30)])
        with self.assertRaises(ValidationError):
            mine.service_next_date = "2020-01-01"

    def test_Q04_who_refused_may_be_asked_again_on_a_day(self):
        mine = self.make_deal().with_user(self.user_manager)
        mine.write({"service_outcome": "refused", "service_reason": "price"})
        self.assertFalse(mine._flow_open_tasks("offer_service_again"))
        mine.service_next_date = fields.Date.today() + timedelta(days=200)
        self.assertEqual(len(mine._flow_open_tasks("offer_service_again")), 1)
        mine.service_outcome = "contract"
        self.assertFalse(mine._flow_open_tasks("offer_service_again"))

    def test_Q03_who_thinks_better_of_it_concludes_no_contract(self):
        mine = self.make_deal().with_user(self.user_manager)
        for answer in ({"service_outcome": "refused", "service_reason": "price"}, False):
            mine.service_outcome = "contract"
            self.assertEqual(len(mine._flow_open_tasks("conclude_contract")), 1)
            mine.write(answer or {"service_outcome": False})
            self.assertFalse(mine._flow_open_tasks("conclude_contract"))

    def test_Q05_contract_by_serial_numbers(self):
        self._put_in_stock(self.stocked, 1, ["K-1"])
        deal = self.make_deal()
        self._ship(self._order({self.stocked: 1}, lead=deal))
        mine = deal.with_user(self.user_manager)
        mine.service_outcome = "contract"
        context = mine.action_new_service_contract()["context"]
        contract = self.env["crm.service.contract"].with_user(self.user_manager)
        contract = contract.with_context(**context).create({"price": 120000})
        self.assertEqual(contract.lot_ids.name, "K-1")
        self.assertNotEqual(contract.name, "New")
        contract.action_activate()
        self.assertFalse(deal._flow_open_tasks("conclude_contract"))
        row = deal.document_ids.filtered(lambda row: row.type_id.code == "service_contract")
        self.assertEqual((row.state, row.amount), ("signed", 120000))
        with self.assertRaises(UserError):
            contract.unlink()
        with self.assertRaises(UserError):
            contract.copy({"lot_ids": False}).action_activate()

    def _returned(self, picking):
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        self._validate(wizard._create_return())

    def _shipped(self, partner=None):
        """A machine in commission under warranty."""
        self._put_in_stock(self.stocked, 1, ["R-1"])
        picking = self._ship(self._order({self.stocked: 1}))
        lot = picking.move_line_ids.lot_id
        lot.write({"commissioned_on": "2026-01-15", "warranty_until": "2030-01-15"})
        return picking, lot

    def test_Q06_what_service_brings_stands_apart_in_the_analysis(self):
        self.stocked.categ_id = self.env["product.category"].create({"name": "Chambers"})
        contract = self.env["crm.service.contract"].create(
            {
                "partner_id": self.client_company.id,
                "lead_id": self.lead.id,
                "user_id": self.user_manager.id,
                "date_end": fields.Date.today() + timedelta(days=365),
                "price": 150000,
            }
        )
        contract.with_user(self.user_manager).action_make_order()
        goods = self._order({self.stocked: 1}, confirm=False)
        goods.order_line.price_unit = 100000
        for order in (contract.order_id, goods):
            order.order_line.tax_ids = False
            order.action_confirm()
            order.with_user(self.users["accountant"])._create_invoices().action_post()
        action = self.env.ref("crm_sales_flow.action_kinds_revenue")
        self.env.flush_all()
        domain = Domain(safe_eval(action.domain)) & Domain("partner_id", "=", goods.partner_id.id)
        view = self.env["sale.report"].get_views(
            [(action.search_view_id.id, "search")], {"action_id": action.id}
        )["views"]["search"]["arch"]
        filters = etree.fromstring(view)
        measure = "untaxed_amount_invoiced"
        for login, expected in (("head", (150000, 100000)), ("manager_two", (0, 0))):
            report = self.as_user(login, self.env["sale.report"])
            for name, amount in zip(("service", "goods"), expected, strict=True):
                (node,) = filters.xpath(f"//filter[@name='{name}']")
                part = domain & Domain(safe_eval(node.get("domain")))
                ((found,),) = report._read_group(part, [], [f"{measure}:sum"])
                self.assertEqual(found or 0, amount, (login, name))

    def test_S01_returned_machine_loses_its_owner(self):
        self._put_in_stock(self.stocked, 1, ["R-1"])
        order = self._order({self.stocked: 1})
        picking = self._ship(order)
        lot = picking.move_line_ids.lot_id
        self.assertEqual(lot.owner_id, self.client_company)
        self.assertEqual(lot.with_user(self.users["engineer"]).shipped_on, fields.Date.today())
        self._returned(picking)
        self.assertFalse(lot.owner_id or lot.lead_id or lot.shipped_on)
        self.assertEqual(lot.returned_by_id, self.client_company)

    def test_S03_a_repair_does_not_end_the_warranty(self):
        picking, lot = self._shipped()
        self._returned(picking)
        self._ship(self._order({self.stocked: 1}))
        self.assertEqual(lot.owner_id, self.client_company)
        self.assertEqual(str(lot.warranty_until), "2030-01-15")
        self.assertEqual(str(lot.commissioned_on), "2026-01-15")
        self.assertFalse(lot.returned_by_id)

    def test_S01_a_repaired_machine_goes_home_without_an_order(self):
        """The warehouse sends it back by a note alone."""
        picking, lot = self._shipped()
        self._returned(picking)
        places = {
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        }
        move = {"product_id": self.stocked.id, "product_uom_qty": 1, **places}
        back = self.env["stock.picking"].create(
            {
                "picking_type_id": picking.picking_type_id.id,
                "partner_id": self.client_company.id,
                "move_ids": [Command.create(move)],
                **places,
            }
        )
        back.action_confirm()
        self._validate(back)
        self.assertEqual((lot.owner_id, lot.shipped_on), (self.client_company, fields.Date.today()))
        self.assertEqual(str(lot.warranty_until), "2030-01-15")

    def test_S03_the_next_client_gets_a_new_warranty(self):
        picking, lot = self._shipped()
        self._returned(picking)
        buyer = self.env["res.partner"].create({"name": "OOO Next", "is_company": True})
        order = self._order({self.stocked: 1}, confirm=False)
        order.partner_id = buyer
        order.action_confirm()
        self._ship(order)
        self.assertEqual(lot.owner_id, buyer)
        self.assertFalse(lot.commissioned_on or lot.act_task_id)
        year = fields.Date.add(fields.Date.today(), months=12)
        self.assertEqual(lot.warranty_until, year, "Nothing is installed: from the shipment.")

    def test_S03_a_machine_that_is_installed_waits_for_its_act(self):
        self.stocked.write({"installation_required": True, "warranty_months": 24})
        self._put_in_stock(self.stocked, 1, ["R-1"])
        lot = self._ship(self._order({self.stocked: 1})).move_line_ids.lot_id
        self.assertFalse(lot.warranty_until)
        visit = self.env["project.task"].search([("lot_ids", "in", lot.ids)])
        self.assertTrue(visit.date_deadline, "It is in the calendar of the engineers (O02).")
        act = {"act_works": "x", "act_signer": "x", "act_signer_post": "x", "act_file": "eA=="}
        visit.sudo().write({"user_ids": self.users["engineer"].ids})
        self.as_user("engineer", visit).sign_act("0b1a6e1e-5d0f-4c1c-9d3a-1f2e3d4c5b6a", act)
        self.assertEqual(
            lot.warranty_until, fields.Date.add(visit.act_date, months=24), "By the product."
        )

    def test_P04_no_verdict_on_the_machine_of_another_department(self):
        _picking, lot = self._shipped()
        body = self.env["crm.attestation.body"].create({"name": "Centre"})
        values = {"lot_id": lot.id, "body_id": body.id, "number": "7", "verdict": "failed"}
        Certificate = self.as_user("manager_two", self.env["crm.attestation.certificate"])
        with self.assertRaises(AccessError):
            Certificate.create({**values, "date": "2026-01-15"})
        other = self.env["res.partner"].create({"name": "OOO Other", "is_company": True})
        own = self.make_deal(
            team_id=self.other_team.id, user_id=self.users["manager_two"].id, partner_id=other.id
        )
        with self.assertRaises(AccessError):
            Certificate.create({**values, "date": "2026-01-15", "lead_id": own.id})
        own.partner_id = self.client_company  # the next attestation of the same machine
        Certificate.create({**values, "date": "2026-01-15", "lead_id": own.id})

    def test_S01_passport_opens_for_manager_and_engineer(self):
        """Every field of the passport can be read by the two roles that have no stock rights."""
        lot = self._lot(self.stocked, "V-1")
        view = self.env.ref("crm_sales_flow.equipment_view_form")
        for login in ("manager", "engineer"):
            model = self.as_user(login, self.env["stock.lot"])
            names = model.get_view(view.id)["models"]["stock.lot"]
            self.assertIn("owner_id", names)
            model.browse(lot.id).read(list(names))
            self.assertFalse(model.has_access("write"))

    def test_P03_P05_certificate_numbers_and_accreditation(self):
        body = self.env["crm.attestation.body"].create(
            {"name": "Centre", "valid_until": "2026-01-31"}
        )
        model = self.env["crm.attestation.certificate"]
        values = {
            "lot_id": self._lot(self.stocked, "A-1").id,
            "body_id": body.id,
            "number": "7",
            "date": "2026-01-15",
        }
        certificate = model.create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            model.create(values)
            self.env.flush_all()
        with self.assertRaises(ValidationError):
            model.create(values | {"number": "8", "date": "2026-02-01"})
        certificate.valid_until = "2026-01-20"
        self.assertFalse(certificate.is_valid)
        self.assertNotIn(certificate, model.search([("is_valid", "=", True)]))
