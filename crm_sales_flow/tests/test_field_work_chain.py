from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestEquipmentChain(SupplyCase):
    """The second half of the deal on real documents, each step by its role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made.installation_required = True
        cls.made.attestation_required = True
        cls.stocked.installation_required = True
        cls.body = cls.env["crm.attestation.body"].create({"name": "Metrology centre"})

    def move(self, deal, step):
        deal.with_user(self.user_manager).stage_id = self.stages[step]

    def assertHeld(self, deal, step, text):
        """The move is refused for the reason, and nothing of it stays."""
        with self.assertRaises(UserError) as refusal:
            self.move(deal, step)
        self.assertIn(text, str(refusal.exception))

    def to_supply(self, deal, order, step="supply"):
        """The first four stages are tried elsewhere: the director sets the stage."""
        deal.env["crm.stage.gate"].search(
            [("stage_id.flow_step", "in", ("needs", "selection", "proposal", "negotiation"))]
        ).active = False
        self.move(deal, step)

    def assertRefused(self, text, method, *args, **values):
        with self.assertRaises(UserError) as refusal:
            method(*args, **values)
        self.assertIn(text, str(refusal.exception))

    def sign(self, visit, **values):
        filled = {
            "act_works": "Mounted, adjusted, shown",
            "act_signer": "Ivanov I. I.",
            "act_signer_post": "Chief engineer",
            "act_file": b"c2Nhbg==",
        }
        uuid = values.pop("uuid", None) or str(uuid4())
        return self.as_user("engineer", visit).sign_act(uuid, filled | values)

    def test_M04_O04_P05_Q01_equipment_deal(self):
        """One line from stock, one made to order: reserved, made, shipped, mounted, attested,
        served, invoiced and paid."""
        self._put_in_stock(self.part, 10)
        self._put_in_stock(self.stocked, 1, ["P-1"])
        deal = self.make_deal()
        order = self._order({self.stocked: 1, self.made: 1}, lead=deal)
        self.to_supply(deal, order)
        self.assertHeld(deal, "delivery", "reserved or shipped")

        self._produce(order, "C-1")
        self.env.invalidate_all()
        self.assertEqual(deal.with_user(self.user_manager).supply_state, "ready")
        self.move(deal, "delivery")
        self.assertHeld(deal, "attestation", "shipped from the warehouse")
        self.assertFalse(deal.field_work_ids)

        self._ship(order)
        self.env.invalidate_all()
        self.assertEqual(deal.delivery_state, "full")
        visit = deal.field_work_ids
        self.assertEqual(visit.field_work_type, "installation")
        self.assertEqual(sorted(visit.lot_ids.mapped("name")), ["C-1", "P-1"])
        self.assertHeld(deal, "attestation", "commissioning act")

        act = self.sign(visit, act_date="2026-03-31")
        self.assertTrue(act["act_number"])
        self.assertEqual(visit.state, "1_done")
        lot = self.as_user("engineer", visit.lot_ids.filtered(lambda lot: lot.name == "C-1"))
        self.assertEqual(str(lot.warranty_until), "2027-03-31")
        self.assertEqual(lot.owner_id, self.client_company)
        self.assertEqual(lot.lead_id.sudo(), deal)
        self.assertEqual(lot.manager_id, self.user_manager)

        self.env.invalidate_all()
        self.move(deal, "attestation")
        self.assertHeld(deal, "service", "valid certificate")
        certificate = self.env["crm.attestation.certificate"].with_user(self.users["engineer"])
        values = {"lot_id": lot.id, "lead_id": deal.id, "body_id": self.body.id}
        certificate.create(values | {"number": "1", "verdict": "failed", "date": "2026-04-01"})
        self.assertEqual(deal.attestation_state, "waiting")
        certificate.create(values | {"number": "2", "date": "2026-04-02"})
        self.assertEqual(deal.attestation_state, "valid")
        self.move(deal, "service")

        tasks = deal._flow_open_tasks("offer_service")
        self.assertEqual(len(tasks), 1)
        self.assertEqual(tasks.user_id, self.user_manager)
        self.assertHeld(deal, "closing", "answer about service")
        deal.with_user(self.user_manager).service_outcome = "contract"
        self.assertFalse(deal._flow_open_tasks("offer_service"))
        self.assertEqual(len(deal._flow_open_tasks("conclude_contract")), 1)
        self.move(deal, "closing")

        self._pay(order)
        self.env.invalidate_all()
        self.assertEqual(deal.payment_state, "paid")
        kinds = set(deal.document_ids.type_id.mapped("code"))
        self.assertLessEqual(
            {"order", "picking", "production", "act", "certificate", "invoice", "payment"}, kinds
        )

    def _pay(self, order):
        order = self.as_user("accountant", order)
        invoice = order._create_invoices()
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_user(self.users["accountant"])
        wizard.with_context(active_model="account.move", active_ids=invoice.ids).create(
            {}
        )._create_payments()

    def test_O06_P02_spare_parts_deal(self):
        """Parts in stock with nothing to install or attest: «Next stage» passes supply, delivery
        waits for the warehouse, and two more stages are passed."""
        self._put_in_stock(self.part, 5)
        deal = self.make_deal()
        order = self._order({self.part: 2}, lead=deal)
        self.to_supply(deal, order, step="negotiation")
        mine = deal.with_user(self.user_manager)
        self.assertEqual(mine.supply_state, "ready")
        mine.action_next_stage()
        self.assertEqual(deal.stage_id, self.stages["delivery"])
        self.assertHeld(deal, "service", "shipped from the warehouse")
        self._ship(order)
        self.env.invalidate_all()
        self.assertEqual((deal.installation_state, deal.attestation_state), ("not_needed",) * 2)
        self.assertFalse(deal.field_work_ids)
        mine.action_next_stage()
        self.assertEqual(deal.stage_id, self.stages["service"])
        self.assertEqual(len(deal._flow_open_tasks("offer_service")), 1)

    def test_M04_no_shipment_without_serial_number(self):
        """M02, M04: what is not made cannot be shipped, and equipment needs its serial number."""
        self._put_in_stock(self.part, 10)
        order = self._order({self.made: 1})
        picking = (
            order.sudo().picking_ids.with_user(self.user_warehouse).with_context(skip_sms=True)
        )
        picking.move_ids.quantity = 1
        picking.move_ids.picked = True
        with self.assertRaises(UserError):
            picking.button_validate()

    def test_O02_installation_is_planned_once(self):
        """The button, twice, and the shipment make one visit; it learns its serial numbers."""
        self._put_in_stock(self.stocked, 1, ["P-2"])
        deal = self.make_deal()
        order = self._order({self.stocked: 1}, lead=deal)
        mine = deal.with_user(self.user_manager)
        mine.action_plan_installation()
        mine.action_plan_installation()
        self.assertEqual(len(deal.field_work_ids), 1)
        self.assertFalse(deal.field_work_ids.lot_ids)
        self._ship(order)
        self.assertEqual(len(deal.field_work_ids), 1)
        self.assertEqual(deal.field_work_ids.lot_ids.name, "P-2")
        with self.assertRaises(AccessError):
            self.as_user("manager_two", deal).action_plan_installation()
        with self.assertRaises(AccessError):
            mine.field_work_ids.name = "Another name"
        self.assertTrue(mine.field_work_ids.name)

    def test_O04_signing_is_idempotent(self):
        self._put_in_stock(self.stocked, 2, ["P-3", "P-4"])
        deal = self.make_deal()
        self._ship(self._order({self.stocked: 1}, lead=deal))
        self._ship(self._order({self.stocked: 1}, lead=deal))
        visit, other = deal.field_work_ids.sorted("id")
        mine = self.as_user("engineer", visit)
        self.assertRefused("Fill in before signing", mine.action_sign_act)
        self.assertRefused("in the future", self.sign, visit, act_date="2999-01-01")
        uuid = str(uuid4())
        first = self.sign(visit, uuid=uuid)
        self.assertEqual(self.sign(visit, uuid=uuid, act_works="Something else"), first)
        self.assertEqual(visit.act_works, "Mounted, adjusted, shown")
        self.assertRefused("already signed", self.sign, visit)
        self.assertRefused("another visit", self.sign, other, uuid=uuid)
        self.assertRefused("no longer be changed", mine.write, {"act_remarks": "None"})
        with self.assertRaises(AccessError):
            self.as_user("engineer", other).act_signed_at = "2026-11-01 10:00:00"
        self.assertEqual(deal.installation_state, "waiting")
        self.sign(other)
        self.assertRefused("no longer be changed", mine.write, {"field_work_type": "visit"})
        scan = self.as_user("engineer", self.env["ir.attachment"]).search(
            [("res_model", "=", "project.task"), ("res_id", "=", visit.id)]
            + [("res_field", "=", "act_file")]
        )
        self.assertRefused("is changed in the document", scan.write, {"datas": b"Zm9yZ2Vk"})
        self.assertRefused("is changed in the document", scan.unlink)
        self.assertEqual(deal.installation_state, "signed")
        with self.assertRaises(AccessError):
            visit.with_user(self.user_manager).sign_act(uuid)
