from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .register_common import RegisterCase


@tagged("post_install", "-at_install")
class TestDealPapers(RegisterCase):
    """N03-N06, E01: papers entered by hand, originals that travel, the accountant's view."""

    def test_N05_what_people_entered_about_a_cancelled_document_is_kept(self):
        invoice = self.collective_invoice(self._order({self.service: 1}))
        row = self.as_user("accountant", self.rows(self.lead, "invoice"))
        row.write({"file": b"c2Nhbg==", "file_name": "scan.pdf"})
        invoice.button_cancel()
        self.assertTrue(row.is_cancelled)
        self.assertNotIn("invoice", self.counts(self.lead))
        invoice.button_draft()
        self.assertFalse(row.is_cancelled)
        self.assertEqual(self.counts(self.lead)["invoice"], 1)

    def test_N03_a_payment_by_hand_belongs_to_one_deal(self):
        other = self.make_deal(name="Second deal")
        with self.assertRaises(ValidationError):
            self.as_user("accountant", self.env["crm.deal.document"]).create(
                {
                    "type_id": self.env.ref("crm_sales_flow.document_type_payment").id,
                    "amount": 100,
                    "state": "signed",
                    "deal_ids": [Command.set((self.lead | other).ids)],
                }
            )

    def test_N03_a_paper_entered_beside_the_list_fulfils_it(self):
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        paper = self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_contract").id,
                "name": "1C-15",
                "state": "signed",
                "file": b"c2Nhbg==",
                "deal_ids": [Command.set(self.lead.ids)],
            }
        )
        self.assertEqual(self.rows(self.lead, "contract"), paper)
        self.assertTrue(paper.is_required)

    def test_N04_merged_deals_ask_for_each_document_once(self):
        other = self.make_deal(name="The same deal")
        variant = self.env.ref("crm_sales_flow.cooperation_direct")
        (self.lead | other).cooperation_variant_id = variant
        signed = self.as_user("manager", self.rows(other, "contract"))
        signed.write({"name": "17", "file": b"c2Nhbg==", "file_name": "signed.pdf"})
        signed.action_mark_signed()
        merged = self.as_user("head", self.lead | other).merge_opportunity()
        required = merged.document_ids.filtered("is_required")
        self.assertEqual(
            sorted(required.type_id.mapped("code")),
            sorted(variant.required_type_ids.mapped("code")),
        )
        self.assertEqual(len(required), len(variant.required_type_ids))
        self.assertIn(signed.sudo(), required.sudo())

    def test_N03_nothing_is_signed_without_its_paper(self):
        """By the button, the status bar, a new row: each needs the scan; money does not."""
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        waiting = self.as_user("manager", self.rows(self.lead, "contract"))
        values = {"type_id": waiting.type_id.id, "deal_ids": [Command.set(self.lead.ids)]}
        for path in (
            waiting.action_mark_signed,
            lambda: waiting.write({"state": "signed", "name": "15"}),
            lambda: waiting.create({**values, "state": "signed", "name": "15"}),
        ):
            with self.assertRefused("scan"):
                path()
        waiting.write({"file": b"c2Nhbg==", "state": "signed"})
        self.assertTrue(waiting.is_satisfied)
        with self.assertRefused("scan"):
            waiting.file = False

    def test_N05_several_originals_of_one_parcel_return_with_its_scan(self):
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        papers = self.rows(self.lead, "contract") | self.rows(self.lead, "acceptance")
        papers[0].write({"file": b"b3du", "file_name": "own.pdf"})
        wizard = self.env["crm.deal.document.return"].with_user(self.users["accountant"])
        wizard = wizard.with_context(active_model=papers._name, active_ids=papers.ids)
        with self.assertRefused("scan"):
            wizard.create({}).action_apply()
        wizard.create({"file": b"c2Nhbg==", "file_name": "all.pdf"}).action_apply()
        self.assertEqual(papers.mapped("file_name"), ["own.pdf", "all.pdf"])
        self.assertEqual(set(papers.mapped("state")), {"signed"})

    def test_N02_the_scan_of_the_transfer_document_satisfies_its_gate(self):
        """Goods are closed by the УПД of the accounting program, services are not."""
        gate = self.env.ref("crm_sales_flow.gate_transfer_document")
        self._order({self.service: 1})
        self.assertFalse(gate._unmet(self.lead))
        self._put_in_stock(self.bolt, 1)
        self._order({self.bolt: 1})
        self.env.invalidate_all()
        self.assertEqual(gate._unmet(self.lead), self.lead)
        paper = self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_upd").id,
                "name": "77",
                "deal_ids": [Command.set(self.lead.ids)],
            }
        )
        self.assertEqual(gate._unmet(self.lead), self.lead)
        paper.write({"file": b"c2Nhbg==", "state": "signed"})
        self.assertFalse(gate._unmet(self.lead))

    def test_N03_a_key_of_the_context_refuses_no_innocent_change(self):
        """Only a default of a new record says what a record stands for."""
        documents = self.as_user("manager", self.env["crm.deal.document"])
        paper = documents.create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_other").id,
                "deal_ids": [Command.set(self.lead.ids)],
            }
        )
        context = {"res_model": "crm.lead", "res_id": 1, "default_res_model": "crm.lead"}
        paper.with_context(**context).name = "15"
        self.assertEqual(paper.name, "15")
        with self.assertRaises(AccessError):
            paper.with_context(**context).copy()

    def test_N04_a_paper_entered_by_mistake_is_taken_out_and_awaited_again(self):
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        paper = self.as_user("manager", self.rows(self.lead, "contract"))
        paper.write({"name": "15", "file": b"c2Nhbg==", "file_name": "wrong.pdf"})
        paper.action_mark_signed()
        self.assertTrue(paper.is_satisfied)
        paper.action_clear()
        self.assertEqual(self.rows(self.lead, "contract"), paper)
        self.assertEqual(paper.state, "required")
        self.assertFalse(paper.is_satisfied)
        self.assertFalse(paper.name or paper.file or paper.date_signed)
        self.assertIn("awaited again", paper.message_ids[0].body)
        kept = paper.message_ids.attachment_ids
        self.assertEqual((kept.name, kept.raw), ("wrong.pdf", b"scan"))

    def test_N04_a_signed_scan_that_is_replaced_is_kept(self):
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        paper = self.as_user("manager", self.rows(self.lead, "contract"))
        paper.write({"name": "15", "file": b"c2Nhbg==", "state": "signed"})
        paper.write({"state": "issued", "file": False})
        self.assertEqual(paper.message_ids.attachment_ids.raw, b"scan")

    def test_R01_the_papers_of_a_won_deal_are_not_cleared(self):
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        paper = self.as_user("manager", self.rows(self.lead, "contract"))
        paper.write({"name": "15", "file": b"c2Nhbg==", "state": "signed"})
        self.env["crm.stage.gate"].search([]).active = False
        self.lead.stage_id = self.stages["won"]
        with self.assertRefused("is closed"):
            paper.action_clear()
        self.assertTrue(paper.file)

    def test_N03_a_paper_of_an_older_version_stops_no_change_of_the_list(self):
        """Contracts that were signed without a scan: variants change and deals merge as before."""
        contract = self.env.ref("crm_sales_flow.document_type_contract")
        direct = self.env.ref("crm_sales_flow.cooperation_direct")
        other = self.make_deal(name="The same deal")
        for deal in self.lead | other:
            deal.cooperation_variant_id = direct
            self.rows(deal, "contract").write({"file": b"c2Nhbg==", "state": "signed"})
        papers = self.rows(self.lead | other, "contract")
        self.env["ir.attachment"].search(
            [("res_model", "=", papers._name), ("res_id", "in", papers.ids)]
            + [("res_field", "=", "file")]
        ).unlink()
        self.env.invalidate_all()
        self.assertEqual((set(papers.mapped("state")), any(papers.mapped("file"))), ({"signed"}, 0))
        director = self.as_user("director", direct)
        director.required_type_ids -= contract
        director.required_type_ids += contract
        self.assertEqual(papers.required_type_id, contract)
        self.as_user("manager", other).cooperation_variant_id = False
        self.as_user("head", self.lead | other).merge_opportunity()

    def test_N04_a_document_of_the_program_is_not_cleared(self):
        invoice = self.collective_invoice(self._order({self.service: 1}))
        invoice.action_post()
        row = self.as_user("accountant", self.rows(self.lead, "invoice"))
        row.action_clear()
        self.assertEqual((row.name, row.state), (invoice.name, "issued"))

    def test_N04_no_call_takes_a_requirement_away(self):
        """Deleting, moving or unlinking required papers leaves the deal incomplete."""
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        deal = self.as_user("manager", self.lead)
        other = self.as_user("manager", self.make_deal(name="Another of mine"))
        waiting = deal.document_ids.filtered(lambda row: row.type_id.code == "contract")
        for vals in ({"required_type_id": False}, {"is_cancelled": True}, {"res_id": 5}):
            with self.assertRaises(AccessError):
                waiting.write(vals)
        for command in ([Command.clear()], [Command.unlink(waiting.id)], [Command.set([])]):
            with self.assertRaises(AccessError):
                deal.document_ids = command
        with self.assertRaises(AccessError):
            other.write({"document_ids": [Command.link(waiting.id)]})
        with self.assertRaises(AccessError):
            self.as_user("manager", self.env["crm.lead"]).create(
                {"name": "Made for it", "document_ids": [Command.link(waiting.id)]}
            )
        self.assertIn("contract", self.counts(deal))
        self.assertFalse(deal.documents_complete)

    def test_E01_a_payment_makes_a_client(self):
        self._order({self.service: 1})
        self.assertEqual(self.client_company.client_status, "potential")
        self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_payment").id,
                "amount": 100,
                "state": "signed",
                "deal_ids": [Command.set(self.lead.ids)],
            }
        )
        self.assertEqual(self.client_company.client_status, "client")

    def test_E01_money_that_pays_a_deal_makes_a_client(self):
        """One rule for both: a payment entered by hand is money in whatever state it stands."""
        self._order({self.service: 1})
        self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_payment").id,
                "amount": 100,
                "deal_ids": [Command.set(self.lead.ids)],
            }
        )
        self.assertEqual(self.lead.payment_state, "paid")
        self.assertEqual(self.client_company.client_status, "client")

    def test_N05_original_is_sent_returns_and_is_overdue_in_between(self):
        self.env.company.document_return_days = 10
        act = self.as_user("manager", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_acceptance").id,
                "deal_ids": [Command.set(self.lead.ids)],
            }
        )
        with freeze_time("2026-03-02"):
            act.action_mark_sent()
            self.env.flush_all()
        self.assertEqual((act.date_sent, act.return_due), (date(2026, 3, 2), date(2026, 3, 12)))
        accountant = self.as_user("accountant", self.env["crm.deal.document"])
        overdue = [("return_due", "<", "today"), ("id", "=", act.id)]
        with freeze_time("2026-03-12 12:00:00"):
            self.assertFalse(accountant.search(overdue))
        with freeze_time("2026-03-13 12:00:00"):
            self.assertEqual(accountant.search(overdue), act)
            wizard = self.env["crm.deal.document.return"].with_user(self.users["accountant"])
            wizard.with_context(active_model="crm.deal.document", active_ids=act.ids).create(
                {"signer": "Ivanova M. I., director", "file": b"c2Nhbg==", "file_name": "act.pdf"}
            ).action_apply()
            self.assertFalse(accountant.search(overdue))
        self.assertEqual(
            (act.state, act.date_returned, act.signer, act.file_name),
            ("signed", date(2026, 3, 13), "Ivanova M. I., director", "act.pdf"),
        )
        with self.assertRaises(ValidationError):
            act.date_returned = "2026-03-01"

    def test_N06_accountant_reads_all_of_a_deal_without_asking(self):
        self._put_in_stock(self.part, 10)
        order = self._order({self.made: 1, self.bought: 1})
        invoice = self.collective_invoice(order)
        invoice.action_post()
        self.pay(invoice)
        bank = self.env["res.bank"].create({"name": "Bank", "bic": "044525225"})
        self.client_company.bank_ids = [
            Command.create({"acc_number": "40702810000000000001", "bank_id": bank.id})
        ]
        self.env.invalidate_all()
        deal = self.as_user("accountant", self.lead)
        for row in deal.document_ids:
            row.read(["name", "date", "amount", "state", "file", "return_due"])
            Form(row)
        client = deal.partner_id
        client.read(["inn", "kpp", "ogrn", "name", "phone"])
        self.assertEqual(client.bank_ids.bank_id.bic, "044525225")
