from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestDealDocuments(OrderCase):
    """N01, N03, N04, R01, R02, I11, I12: the register, the money, the closing."""

    def types(self):
        return sorted(self.deal.document_ids.mapped("type_id.code"))

    def test_N01_proposal_becomes_order_in_the_same_row(self):
        order = self.as_user("manager", self.env["sale.order"]).create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": self.deal.id,
                "team_id": self.team.id,
            }
        )
        self.assertEqual(self.types(), ["quotation"])
        line = self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": self.product.id}
        )
        self.assertEqual(self.deal.document_ids.amount, 1000)
        line.price_unit = 1500
        self.assertEqual(self.deal.document_ids.amount, 1500)
        order.order_line = [(0, 0, {"product_id": self.product.id})]
        order.action_confirm()
        self.assertEqual(self.types(), ["order"])
        self.assertEqual(self.deal.document_ids.name, order.name)

    def test_N01_invoice_and_payment_appear_by_themselves_and_the_deal_is_paid(self):
        order = self.order()
        invoice = order.with_user(self.users["accountant"])._create_invoices()
        self.assertIn("invoice", self.types())
        invoice.action_post()
        self.assertEqual(self.deal.amount_ordered, 1000)
        self.assertEqual(self.deal.payment_state, "none")
        self.pay(invoice)
        self.assertEqual(self.deal.payment_state, "paid")
        self.assertIn("payment", self.types())
        self.assertTrue(self.deal.date_committed)
        self.assertNotEqual(self.deal.won_status, "won")

    def test_N03_payment_from_outside_accounting_counts_the_same(self):
        self.order()
        self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": self.env.ref("crm_sales_flow.document_type_payment").id,
                "name": "1C-77",
                "amount": 400,
                "state": "signed",
                "deal_ids": [(6, 0, self.deal.ids)],
            }
        )
        self.assertEqual((self.deal.amount_paid, self.deal.payment_state), (400, "partial"))

    def test_N03_manager_enters_papers_and_no_payments(self):
        types = self.env.ref("crm_sales_flow.document_type_payment")
        types |= self.env.ref("crm_sales_flow.document_type_other")
        documents = self.as_user("manager", self.env["crm.deal.document"])
        with self.assertRaises(AccessError):
            documents.create({"type_id": types[0].id, "deal_ids": [(6, 0, self.deal.ids)]})
        paper = documents.create({"type_id": types[1].id, "deal_ids": [(6, 0, self.deal.ids)]})
        with self.assertRaises(AccessError):
            paper.write({"type_id": types[0].id, "amount": 5, "state": "signed"})
        foreign = self.make_deal(team_id=self.other_team.id, user_id=self.users["manager_two"].id)
        with self.assertRaises(AccessError):
            paper.deal_ids = self.deal | foreign

    def test_N04_variant_makes_the_list_and_the_list_decides(self):
        deal = self.as_user("manager", self.deal)
        deal.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        self.assertEqual(self.types(), ["acceptance", "contract", "invoice"])
        self.assertFalse(deal.documents_complete)
        papers = deal.document_ids.filtered(lambda row: row.type_id.code != "invoice")
        papers.write({"state": "signed", "file": b"c2Nhbg=="})
        order = self.order()
        order.with_user(self.users["accountant"])._create_invoices().action_post()
        self.assertEqual(self.types(), ["acceptance", "contract", "invoice", "order"])
        self.assertTrue(deal.documents_complete)

    def test_N04_change_of_variant_keeps_what_was_worked_on(self):
        self.deal.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_tender")
        contract = self.deal.document_ids.filtered(lambda row: row.type_id.code == "contract")
        contract.action_mark_sent()
        self.deal.cooperation_variant_id = False
        self.assertEqual(self.deal.document_ids, contract)

    def test_N01_a_copy_of_a_deal_has_no_documents_of_the_other(self):
        self.order()
        copied = self.as_user("manager", self.deal).copy()
        self.assertFalse(copied.document_ids)

    def test_automatic_row_is_not_changed_by_hand(self):
        self.order()
        row = self.as_user("manager", self.deal.document_ids)
        with self.assertRaises(UserError):
            row.deal_ids = False
        with self.assertRaises(UserError):
            row.unlink()

    def test_N04_manager_strikes_nothing_off_the_required_list(self):
        self.deal.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        contract = self.deal.document_ids.filtered(lambda row: row.type_id.code == "contract")
        mine = self.as_user("manager", contract)
        for forged in (
            lambda: mine.write({"deal_ids": [(5,)]}),
            lambda: mine.write({"required_type_id": False}),
            lambda: mine.write({"is_required": False}),
            lambda: mine.unlink(),
            lambda: mine.write({"type_id": self.env.ref("crm_sales_flow.document_type_other").id}),
        ):
            with self.assertRaises(UserError):
                forged()
        self.assertFalse(self.deal.documents_complete)

    def test_N01_manager_makes_no_document_of_the_program(self):
        documents = self.as_user("manager", self.env["crm.deal.document"])
        act = self.env.ref("crm_sales_flow.document_type_act")
        values = {"type_id": act.id, "state": "signed", "deal_ids": [(6, 0, self.deal.ids)]}
        source = {"res_model": "project.task", "res_id": 1}
        with self.assertRaises(AccessError):
            documents.create({**values, **source})
        with self.assertRaises(AccessError):
            documents.with_context(default_res_model="project.task").create(values)
        order = self.order()
        order.with_user(self.users["accountant"])._create_invoices()
        draft = self.deal.document_ids.filtered(lambda row: row.type_id.code == "invoice")
        with self.assertRaises(UserError):
            self.as_user("manager", draft).state = "issued"

    def test_N03_payment_row_is_deleted_by_accounting_only(self):
        kind = self.env.ref("crm_sales_flow.document_type_payment")
        values = {"type_id": kind.id, "amount": 5, "deal_ids": [(6, 0, self.deal.ids)]}
        payment = self.as_user("accountant", self.env["crm.deal.document"]).create(values)
        with self.assertRaises(AccessError):
            self.as_user("manager", payment).unlink()
        payment.unlink()

    def test_N01_type_that_the_program_uses_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.env.ref("crm_sales_flow.document_type_purchase").unlink()

    def test_R02_open_obligation_and_missing_facts_refuse_the_closing(self):
        self.env["crm.deal.obligation"].create(
            {"lead_id": self.deal.id, "name": "Train the laboratory"}
        )
        moves = [(self.deal, self.stages["closing"], self.stages["won"])]
        unmet = self.deal._flow_unmet_gates(moves)[self.deal]
        codes = {gate.get_external_id()[gate.id].split("gate_")[-1] for gate in unmet}
        self.assertEqual(codes, {"paid", "obligations", "feedback"})

    def test_AA04_contact_of_a_person_is_chosen_by_itself(self):
        with Form(
            self.env["crm.lead"].with_user(self.users["manager"]),
            "crm_sales_flow.crm_deal_view_form",
        ) as form:
            form.name = "By hand"
            form.partner_id = self.client_person
            self.assertEqual(form.contact_id, self.client_person)
