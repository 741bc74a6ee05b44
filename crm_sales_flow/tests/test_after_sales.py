from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

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
        self.assertEqual(len(deal._flow_open_tasks("offer_service_again")), 1)
        with self.assertRaises(ValidationError):
            mine.service_next_date = "2020-01-01"

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

    def test_S01_returned_machine_loses_its_owner(self):
        """S03: the next client gets a new warranty."""
        self._put_in_stock(self.stocked, 1, ["R-1"])
        order = self._order({self.stocked: 1})
        picking = self._ship(order)
        lot = picking.move_line_ids.lot_id
        self.assertEqual(lot.owner_id, self.client_company)
        self.assertEqual(lot.with_user(self.users["engineer"]).shipped_on, fields.Date.today())
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        self._validate(wizard._create_return())
        self.assertFalse(lot.owner_id or lot.lead_id or lot.warranty_until)

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
