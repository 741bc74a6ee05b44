import base64
from email.message import EmailMessage
from uuid import uuid4

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestFlowWalk(SupplyCase):
    """One request, arriving as a real letter, becomes a deal that is won on real documents.

    Every step is done by the role concerned; before each move the deal is shown to be held.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made.write({"installation_required": True, "attestation_required": True})
        cls.stocked.installation_required = True
        cls._put_in_stock(cls.part, 10)
        cls._put_in_stock(cls.stocked, 1, ["P-100"])
        cls.scan = base64.b64encode(b"scan")
        cls.body = cls.env["crm.attestation.body"].create({"name": "Metrology centre"})

    def letter(self):
        message = EmailMessage()
        message["From"] = "Мария Иванова <ivanova@zavod.example>"
        message["To"] = "requests@company.example"
        message["Subject"] = "Нужна вакуумная камера"
        message["Message-Id"] = f"<{uuid4()}@zavod.example>"
        message.set_content("Просим предложение на камеру и насос.", charset="windows-1251")
        message.add_alternative("<p>Просим предложение на камеру и насос.</p>", subtype="html")
        message.add_attachment(
            "Техническое задание".encode(), maintype="text", subtype="plain", filename="ТЗ.txt"
        )
        return bytes(message)

    def assertHeld(self, deal, step, *texts):
        with self.assertRaises(UserError) as refusal:
            deal.stage_id = self.stages[step]
        for text in texts:
            self.assertIn(text, str(refusal.exception))

    def test_one_letter_walks_to_a_won_deal(self):
        deal = self.become_a_deal(self.arrive())
        self.agree(deal)
        order = deal.order_ids
        self.supply_and_deliver(deal, order)
        self.attest_and_serve(deal)
        self.close(deal, order)

    def arrive(self):
        """C01, C05, C09: the letter is registered with its file, the sender becomes known."""
        with self.enter_registry_test_mode():
            request_id = self.env["mail.thread"].message_process("crm.request", self.letter())
        request = self.env["crm.request"].browse(request_id)
        self.assertEqual((request.state, request.channel), ("new", "email"))
        self.assertEqual(request.partner_id.client_status, "potential")
        self.assertTrue(request.lead_id.awaits_sorting)
        return request

    def become_a_deal(self, request):
        """F02, F07, G01, H05: sorted, assigned, called, converted; nothing is typed twice."""
        mine = self.as_user("sorter", request)
        mine.suggested_team_id = self.team
        mine.action_sort()
        lead = request.lead_id
        self.assertEqual(lead.team_id, self.team)

        action = self.as_user("head", lead).action_assign()
        wizard = self.as_user("head", self.env["crm.lead.assign"]).browse(action["res_id"])
        wizard.line_ids.filtered(lambda line: line.user_id == self.user_manager).action_assign()
        self.assertEqual(lead.user_id, self.user_manager)
        call = lead._flow_open_tasks("first_call")
        self.assertEqual(call.user_id, self.user_manager)

        lead = self.as_user("manager", lead)
        call.outcome_id = self.env.ref("crm_sales_flow.outcome_agreed")
        call.with_user(self.user_manager).action_feedback(feedback="They need it in spring")
        convert = self.env["crm.lead2opportunity.partner"].with_user(self.user_manager)
        convert = convert.with_context(active_id=lead.id, active_ids=lead.ids)
        convert.create({"name": "convert"}).action_apply()
        self.assertEqual((lead.type, lead.stage_id), ("opportunity", self.stages["needs"]))
        self.assertIn("на камеру и насос", lead.need_ids.text)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id), ("res_field", "=", False)]
        )
        self.assertEqual(files.mapped("name"), ["ТЗ.txt"])
        return lead

    def agree(self, deal):
        """Stages 1-4: source, selection, the proposal sent, accepted and confirmed."""
        deal.source_id = False
        self.assertHeld(deal, "selection", "source of the client")
        deal.write({"source_id": self.source.id, "stage_id": self.stages["selection"].id})
        self.assertHeld(deal, "proposal", "selected")
        line = self.env["crm.selection.line"].with_user(self.user_manager)
        for product in (self.stocked, self.made):
            line.create({"lead_id": deal.id, "product_id": product.id, "state": "accepted"})
        deal.stage_id = self.stages["proposal"]

        order = self._order({self.stocked: 1, self.made: 1}, lead=deal, confirm=False)
        self.assertHeld(deal, "negotiation", "made and sent", "amount", "expected date")
        order.action_quotation_sent()
        deal.write(
            {
                "expected_revenue": order.amount_untaxed,
                "date_deadline": "2030-01-31",
                "stage_id": self.stages["negotiation"].id,
            }
        )
        self.assertHeld(deal, "supply", "order is confirmed", "acceptance", "variant")
        wizard = self.env["crm.deal.acceptance"].with_user(self.user_manager)
        wizard = wizard.with_context(active_model="crm.lead", active_id=deal.id)
        wizard.create({"way": "letter", "file": self.scan, "file_name": "yes.pdf"}).action_apply()
        self.assertEqual(order.state, "sale")
        deal.write(
            {
                "cooperation_variant_id": self.env.ref("crm_sales_flow.cooperation_direct").id,
                "stage_id": self.stages["supply"].id,
            }
        )
        self.assertNotEqual(deal.won_status, "won")

    def supply_and_deliver(self, deal, order):
        """Stages 5-6: made, reserved, shipped with serial numbers, commissioned."""
        self.assertHeld(deal, "delivery", "reserved or shipped")
        self._produce(order, "C-100")
        self.env.invalidate_all()
        deal.stage_id = self.stages["delivery"]
        self.assertHeld(deal, "attestation", "shipped from the warehouse")
        self._ship(order)
        self.env.invalidate_all()
        visit = self.as_user("engineer", deal.sudo().field_work_ids)
        self.assertEqual(sorted(visit.lot_ids.mapped("name")), ["C-100", "P-100"])
        self.assertHeld(deal, "attestation", "commissioning act")
        visit.sign_act(
            str(uuid4()),
            {
                "act_works": "Mounted and adjusted",
                "act_signer": "Ivanova M. I.",
                "act_signer_post": "Chief engineer",
                "act_file": self.scan,
            },
        )
        self.env.invalidate_all()
        deal.stage_id = self.stages["attestation"]

    def attest_and_serve(self, deal):
        """Stages 7-8: a certificate for the attested unit, the answer about service."""
        self.assertHeld(deal, "service", "certificate")
        lot = self.env["stock.lot"].search([("name", "=", "C-100")])
        self.env["crm.attestation.certificate"].with_user(self.users["engineer"]).create(
            {"lot_id": lot.id, "lead_id": deal.id, "body_id": self.body.id, "number": "A-1"}
        )
        self.env.invalidate_all()
        deal.stage_id = self.stages["service"]
        self.assertEqual(len(deal._flow_open_tasks("offer_service")), 1)
        self.assertHeld(deal, "closing", "service")
        deal.write({"service_outcome": "contract", "stage_id": self.stages["closing"].id})

    def close(self, deal, order):
        """Stages 9-10: paid, papers signed, feedback asked; then won, and «Client»."""
        self.assertHeld(deal, "won", "paid in full", "documents are complete", "UPD", "feedback")
        invoice = self.as_user("accountant", order)._create_invoices()
        invoice.action_post()
        register = self.env["account.payment.register"].with_user(self.users["accountant"])
        register = register.with_context(active_model="account.move", active_ids=invoice.ids)
        register.create({})._create_payments()
        papers = deal.document_ids.filtered(lambda row: row.is_required and not row.is_satisfied)
        self.assertEqual(sorted(papers.type_id.mapped("code")), ["acceptance", "contract"])
        for paper in papers:
            wizard = self.env["crm.deal.document.return"].with_user(self.users["accountant"])
            wizard = wizard.with_context(active_model=paper._name, active_ids=paper.ids)
            wizard.create({"file": self.scan, "file_name": "scan.pdf"}).action_apply()
        self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_upd").id,
                "name": "1C-77",
                "state": "signed",
                "file": self.scan,
                "deal_ids": [Command.set(deal.ids)],
            }
        )
        deal.action_ask_feedback()
        self.env.invalidate_all()
        self.assertFalse(deal.unmet_gate_ids)
        deal.action_next_stage()
        self.assertEqual((deal.stage_id, deal.won_status), (self.stages["won"], "won"))
        self.assertEqual(deal.partner_id.commercial_partner_id.client_status, "client")
        self.assertEqual(len(deal.history_ids), 10)
        codes = set(deal.document_ids.type_id.mapped("code"))
        self.assertLessEqual(
            {"order", "picking", "production", "act", "certificate", "invoice", "payment"}, codes
        )
