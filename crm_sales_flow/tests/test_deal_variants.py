import base64

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import SalesFlowCase

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


@tagged("post_install", "-at_install")
class TestDealVariants(SalesFlowCase):
    """K01, K03: the variant decides the papers and the conditions; the client's yes is proved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.direct = cls.env.ref("crm_sales_flow.cooperation_direct")
        cls.tender = cls.env.ref("crm_sales_flow.cooperation_tender")
        cls.deal = cls.make_deal(cooperation_variant_id=cls.direct.id)
        product = cls.env["product.product"].create(
            {"name": "Training", "type": "service", "list_price": 100}
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.client_company.id,
                "opportunity_id": cls.deal.id,
                "team_id": cls.team.id,
                "user_id": cls.users["manager"].id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        cls.scan = base64.b64encode(b"scan")

    def unmet(self, deal):
        """XML ids of what holds the deal at the agreement."""
        moves = [(deal, self.stages["negotiation"], self.stages["supply"])]
        gates = deal._flow_unmet_gates(moves).get(deal, self.env["crm.stage.gate"])
        return {name.split(".")[-1] for name in gates.get_external_id().values()}

    def accept(self, **values):
        wizard = self.env["crm.deal.acceptance"].with_user(self.users["manager"])
        wizard = wizard.with_context(active_model="crm.lead", active_id=self.deal.id)
        return wizard.create({"way": "letter", "file": self.scan, "file_name": "l.pdf", **values})

    def test_K01_two_variants_are_shipped(self):
        self.assertEqual(self.env["crm.cooperation.variant"].search([]), self.direct | self.tender)

    def test_K01_the_variant_changes_papers_and_conditions(self):
        self.assertFalse({"gate_tender_protocol", "gate_tender_contract"} & self.unmet(self.deal))
        self.as_user("manager", self.deal).cooperation_variant_id = self.tender
        self.assertLessEqual(
            {"gate_tender_protocol", "gate_tender_contract"}, self.unmet(self.deal)
        )
        rows = self.as_user("manager", self.deal).document_ids.filtered("is_required")
        self.assertIn("tender_protocol", rows.type_id.mapped("code"))
        protocol = rows.filtered(lambda row: row.type_id.code == "tender_protocol")
        with self.assertRaises(UserError):
            protocol.state = "issued"
        protocol.write({"state": "issued", "name": "0373-26"})
        contract = rows.filtered(lambda row: row.type_id.code == "contract")
        contract.write({"state": "signed", "file": self.scan})
        self.assertFalse({"gate_tender_protocol", "gate_tender_contract"} & self.unmet(self.deal))

    def test_K01_director_adds_a_variant_with_papers_and_a_condition(self):
        with Form(self.as_user("director", self.env["crm.cooperation.variant"])) as form:
            form.name = "Framework agreement"
            form.required_type_ids.add(self.env.ref("crm_sales_flow.document_type_contract"))
        variant = form.record
        gate = self.as_user("director", self.env["crm.stage.gate"]).create(
            {
                "name": "The specification is agreed",
                "stage_id": self.stages["negotiation"].id,
                "domain": "[('date_deadline', '!=', False)]",
                "applies_domain": str([("cooperation_variant_id", "=", variant.id)]),
            }
        )
        self.assertEqual(variant.gate_ids, gate)
        self.assertFalse(self.direct.gate_ids)
        self.deal.cooperation_variant_id = variant
        self.assertEqual(
            self.deal.document_ids.filtered("is_required").type_id.mapped("code"), ["contract"]
        )

    def test_K03_acceptance_needs_its_evidence(self):
        with self.assertRaises(UserError):
            self.accept(file=False).action_apply()
        with self.assertRaises(UserError):
            self.accept(date=fields.Date.add(fields.Date.today(), days=2)).action_apply()
        with self.assertRaises(UserError):
            self.accept(way="online").action_apply()
        self.assertFalse(self.deal.acceptance_at)

    def test_K03_a_day_and_a_way_without_the_paper_open_nothing(self):
        mine = self.as_user("manager", self.deal)
        facts = {"acceptance_at": "2026-01-15", "acceptance_way": "letter"}
        with self.assertRaises(AccessError):
            mine.write(facts)
        with self.assertRaises(AccessError):
            mine.create({"name": "New", **facts})
        self.deal.write(facts)
        self.assertIn("gate_acceptance", self.unmet(self.deal))

    def test_K03_the_evidence_stays_while_it_proves_the_acceptance(self):
        self.accept().action_apply()
        self.assertNotIn("gate_acceptance", self.unmet(self.deal))
        evidence = self.as_user("manager", self.deal.acceptance_document_id)
        other = self.as_user("manager", self.make_deal(name="Another of mine"))
        kind = self.env.ref("crm_sales_flow.document_type_other")
        for taken in (
            evidence.unlink,
            lambda: evidence.write({"deal_ids": [Command.set(other.ids)]}),
            lambda: evidence.write({"type_id": kind.id}),
            lambda: evidence.write({"state": "issued", "file": False}),
            lambda: evidence.write({"file": b"b3RoZXI="}),
            lambda: evidence.write({"state": "sent"}),
        ):
            with self.assertRaises(UserError):
                taken()
        self.accept(file_name="better.pdf").action_apply()
        self.assertEqual(self.deal.acceptance_document_id, evidence)
        self.assertEqual(evidence.file_name, "better.pdf")
        self.assertEqual(evidence.message_ids.attachment_ids.name, "l.pdf", "The former is kept.")
        evidence.sudo().state = "sent"
        self.assertIn("gate_acceptance", self.unmet(self.deal))

    def test_K03_acceptance_is_kept_and_confirms_the_order(self):
        self.accept(date="2026-01-15", signer="Ivanova M. I.").action_apply()
        deal = self.as_user("manager", self.deal)
        self.assertEqual(
            (str(deal.acceptance_at), deal.acceptance_way, self.order.state),
            ("2026-01-15", "letter", "sale"),
        )
        evidence = deal.acceptance_document_id
        self.assertEqual(
            (evidence.file, evidence.file_name, evidence.signer),
            (self.scan, "l.pdf", "Ivanova M. I."),
        )
        self.assertIn(evidence, deal.document_ids)

    def test_K03_signature_on_the_portal_is_the_acceptance(self):
        self.order.write(
            {
                "signed_by": "Ivanova M. I.",
                "signed_on": "2026-01-15 10:00:00",
                "signature": PIXEL,
            }
        )
        self.assertEqual(self.deal.acceptance_way, "online")
        self.assertNotIn("gate_acceptance", self.unmet(self.deal))
        self.assertEqual(self.deal.acceptance_document_id.signer, "Ivanova M. I.")

    def test_K03_a_signature_that_a_manager_writes_is_none(self):
        mine = self.as_user("manager", self.order)
        mine.write({"signed_by": "Me", "signed_on": "2026-01-15 10:00:00", "signature": PIXEL})
        self.order.write({"signature": False, "signed_on": "2026-01-16 10:00:00"})
        self.assertFalse(self.deal.acceptance_at or self.deal.acceptance_document_id)

    def test_K03_a_merge_keeps_the_acceptance_with_its_evidence(self):
        self.accept().action_apply()
        evidence = self.deal.acceptance_document_id
        kept = self.make_deal(name="Kept", stage_id=self.stages["selection"].id)
        merged = self.as_user("head", self.deal | kept).merge_opportunity()
        self.assertEqual(merged, kept)
        self.assertEqual(
            (merged.acceptance_document_id, merged.acceptance_way), (evidence, "letter")
        )
        self.assertNotIn("gate_acceptance", self.unmet(merged.sudo()))
