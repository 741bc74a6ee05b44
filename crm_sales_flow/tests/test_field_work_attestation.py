from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .field_work_common import FieldWorkCase


@tagged("post_install", "-at_install")
class TestAttestation(FieldWorkCase):
    """P01-P07: two kinds of equipment, special organisations, protocol and verdict."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stocked.attestation_required = True
        cls.partner = cls.env["res.partner"].create({"name": "Metrology", "is_company": True})
        cls.body = cls.env["crm.attestation.body"].create(
            {"name": "Metrology centre", "partner_id": cls.partner.id}
        )

    def _shipped(self):
        self._put_in_stock(self.stocked, 1, ["AT-1"])
        deal = self.make_deal()
        self._ship(self._order({self.stocked: 1}, lead=deal))
        self.env.invalidate_all()
        return deal, deal.order_ids._field_work_lots("attestation_required")

    def _certificate(self, deal, lot, **values):
        return self.as_user("engineer", self.env["crm.attestation.certificate"]).create(
            {
                "number": values.get("number", "1"),
                "body_id": self.body.id,
                "lot_id": lot.id,
                "lead_id": deal.id,
                "date": "2026-11-20",
                **values,
            }
        )

    def test_P01_category_flags_reach_products_with_serial_numbers(self):
        above = self.env["product.category"].create({"name": "Above"})
        below = self.env["product.category"].create({"name": "Below", "parent_id": above.id})
        values = {"name": "Machine", "is_storable": True, "categ_id": below.id}
        machine = self.env["product.template"].create({**values, "tracking": "serial"})
        gasket = self.env["product.template"].create(values)
        above.write({"attestation_required": True, "installation_required": True})
        self.assertTrue(machine.attestation_required and machine.installation_required)
        self.assertFalse(gasket.attestation_required or gasket.installation_required)
        new = self.env["product.template"].create({**values, "tracking": "serial"})
        self.assertTrue(new.attestation_required)

    def test_P01_a_third_category_is_a_warning_or_refused(self):
        categories = self.env["product.category"]
        categories.search([("attestation_required", "=", True)]).attestation_required = False
        first, second, third = categories.create([{"name": f"Kind {n}"} for n in range(3)])
        (first | second).attestation_required = True
        third.attestation_required = True
        self.assertIn("2 categories", third._onchange_attestation_required()["warning"]["message"])
        self.assertFalse(self.env["product.category"]._onchange_attestation_required())
        third.attestation_required = False
        self.env.company.attested_categories_block = True
        with self.assertRefused("2 categories"):
            third.attestation_required = True

    def test_P03_P07_order_to_an_accredited_organisation(self):
        deal, lot = self._shipped()
        self.body.valid_until = "2030-01-31"
        self.env.company.resource_calendar_id.tz = "Asia/Vladivostok"
        action = deal.with_user(self.user_manager).action_order_attestation()
        Wizard = self.env["crm.attestation.order"].with_user(self.user_manager)
        wizard = Wizard.with_context(**action["context"]).create(
            {"body_id": self.body.id, "date": "2030-01-15", "price": 5000}
        )
        self.assertEqual(wizard.lot_ids, lot)
        wizard.action_order()
        visit = deal.field_work_ids.filtered(lambda task: task.field_work_type == "attestation")
        self.assertEqual((visit.attestation_body_id, visit.lot_ids), (self.body, lot))
        morning = "2030-01-15 00:00:00"  # ten o'clock where the company works
        self.assertEqual(str(visit.date_deadline), morning)
        purchase = self.env["purchase.order"].search([("attestation_lead_id", "=", deal.id)])
        self.assertEqual((purchase.partner_id, purchase.amount_untaxed), (self.partner, 5000))
        row = deal.document_ids.filtered(lambda row: row.res_id == purchase.id)
        self.assertEqual(row.type_id.code, "purchase")
        with self.assertRaises(AccessError):
            self.as_user("manager_two", deal).action_order_attestation()
        late = Wizard.with_context(**action["context"]).create(
            {"body_id": self.body.id, "date": "2030-02-15", "lot_ids": [Command.set(lot.ids)]}
        )
        with self.assertRefused("ended on"):
            late.action_order()

    def test_P03_accreditation_that_ends_between_order_and_protocol(self):
        """The protocol is refused in words; another organisation may write it."""
        deal, lot = self._shipped()
        self.body.valid_until = "2026-11-10"
        wizard = self.env["crm.attestation.order"].with_user(self.user_manager)
        wizard.create(
            {"lead_id": deal.id, "body_id": self.body.id, "date": "2026-11-05"}
        ).action_order()
        with self.assertRefused("accreditation of «Metrology centre» ended"):
            self._certificate(deal, lot)
        other = self.env["crm.attestation.body"].create({"name": "Other centre"})
        self._certificate(deal, lot, body_id=other.id)
        self.assertEqual(deal.attestation_state, "valid")

    def test_P03_scope_of_the_accreditation(self):
        deal, lot = self._shipped()
        furnaces = self.env["product.category"].create({"name": "Furnaces"})
        self.body.scope_category_ids = furnaces
        with self.assertRefused("does not cover"):
            self._certificate(deal, lot)
        self.category.parent_id = furnaces
        self._certificate(deal, lot)

    def test_P04_the_verdict_follows_the_protocol(self):
        self._checklist("attestation")
        deal, lot = self._shipped()
        Certificate = self.as_user("engineer", self.env["crm.attestation.certificate"])
        form = Form(Certificate)
        form.number, form.body_id = "5", self.body
        form.lot_id = lot
        self.assertEqual(len(form.protocol_ids), 2)
        with self.assertRefused("Fill in the protocol"):
            form.save()
        with form.protocol_ids.edit(0) as row:
            row.is_done = True
        with form.protocol_ids.edit(1) as row:
            row.measured = 0.5
        with self.assertRefused("does not conform, so the verdict cannot"):
            form.save()
        with form.protocol_ids.edit(1) as row:
            row.measured = 0.001
        certificate = form.save()
        self.assertEqual(certificate.protocol_ids.mapped("verdict"), ["passed", "passed"])
        self.assertEqual(certificate.sudo().lead_id, deal)

    def test_P05_no_certificate_without_a_serial_number(self):
        deal, _lot = self._shipped()
        values = {"number": "9", "body_id": self.body.id, "lead_id": deal.id, "lot_id": False}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["crm.attestation.certificate"].create(values)
        with self.assertRaisesRegex(AssertionError, "lot_id is a required field"):
            form = Form(self.as_user("engineer", self.env["crm.attestation.certificate"]))
            form.number, form.body_id = "9", self.body
            form.save()

    def test_P06_a_failed_attestation_goes_back_to_the_works(self):
        deal, lot = self._shipped()
        self.env["crm.stage.gate"].search([]).active = False
        deal.with_user(self.user_manager).stage_id = self.stages["attestation"]
        self._certificate(deal, lot, verdict="failed")
        self.assertEqual(deal.stage_id, self.stages["delivery"])
        mending = deal.field_work_ids.filtered("failed_certificate_id")
        self.assertEqual((len(mending), mending.lot_ids), (1, lot))
        self.assertTrue(mending.holds_deal)
        (card,) = [
            row
            for row in self.as_user("engineer", self.env["project.task"]).visit_day()["visits"]
            if row["id"] == mending.id
        ]
        tomorrow = fields.Date.today() + timedelta(days=1)
        at = fields.Datetime.to_datetime(card["at"])
        self.assertEqual((at.date(), card["section"]), (tomorrow, "free"), "Nobody has taken it.")
        self._certificate(deal, lot, number="2", date=fields.Date.today())
        self.assertEqual(mending.state, "1_done")
        self.assertEqual(deal.attestation_state, "valid")

    def test_P04_the_protocol_of_another_department_is_not_changed(self):
        deal, lot = self._shipped()
        certificate = self._certificate(deal, lot)
        row = {"name": "X", "certificate_id": certificate.id, "lot_id": lot.id}
        with self.assertRaises(AccessError):
            self.as_user("manager_two", self.env["crm.checklist.result"]).create(row)
