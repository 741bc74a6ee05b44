from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .supply_common import SupplyCase


@tagged("post_install", "-at_install")
class TestDealRegister(SupplyCase):
    """N01, N04, N05, N06: every document is there, once, whatever happens to it."""

    def rows(self, deal, kind):
        return deal.document_ids.filtered(
            lambda row: row.type_id.code == kind and not row.is_cancelled
        )

    def counts(self, deal):
        self.env.invalidate_all()
        codes = deal.document_ids.filtered(lambda row: not row.is_cancelled).type_id.mapped("code")
        self.assertEqual(
            deal.document_count, len(deal.document_ids.filtered(lambda row: not row.is_cancelled))
        )
        return {code: len(self.rows(deal, code)) for code in codes}

    def pay(self, invoice):
        register = self.env["account.payment.register"].with_user(self.users["accountant"])
        register = register.with_context(active_model="account.move", active_ids=invoice.ids)
        return register.create({})._create_payments()

    def collective_invoice(self, *orders):
        orders = self.env["sale.order"].union(*orders).with_user(self.users["accountant"])
        invoice = orders._create_invoices()
        self.assertEqual(len(invoice), 1)
        return invoice

    def test_N01_eight_kinds_of_documents_are_counted_as_they_are(self):
        self._put_in_stock(self.part, 10)
        self._put_in_stock(self.stocked, 1, ["R-1"])
        self.stocked.installation_required = True
        quotation = self._order({self.stocked: 1}, confirm=False)
        order = self._order({self.stocked: 1, self.made: 1, self.bought: 1})
        self.assertEqual(
            self.counts(self.lead),
            {"quotation": 1, "order": 1, "picking": 1, "production": 1, "purchase": 1},
        )
        quotation.action_cancel()
        invoice = self.collective_invoice(order)
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual(
            self.counts(self.lead),
            {
                "order": 1,
                "picking": 1,
                "production": 1,
                "purchase": 1,
                "invoice": 1,
                "payment": 1,
            },
        )
        payment = self.rows(self.lead, "payment")
        self.assertEqual((payment.state, payment.amount), ("signed", invoice.amount_total))

    def test_N01_collective_invoice_and_its_payment_serve_both_deals(self):
        other = self.make_deal(name="Second deal")
        first, second = self._order({self.service: 1}), self._order({self.service: 1}, lead=other)
        invoice = self.collective_invoice(first, second)
        self.assertEqual(self.rows(self.lead, "invoice").deal_ids, self.lead | other)
        invoice.action_post()
        self.pay(invoice)
        self.assertEqual(self.rows(other, "payment").deal_ids, self.lead | other)
        self.assertEqual((self.lead.payment_state, other.payment_state), ("paid", "paid"))

    def test_N01_a_line_taken_from_a_collective_invoice_takes_its_deal_away(self):
        other = self.make_deal(name="Second deal")
        first, second = self._order({self.service: 1}), self._order({self.service: 1}, lead=other)
        invoice = self.collective_invoice(first, second)
        line = invoice.invoice_line_ids.filtered(lambda row: row.sale_line_ids.order_id == second)
        invoice.invoice_line_ids = [Command.delete(line.id)]
        self.assertEqual(self.rows(self.lead, "invoice").deal_ids, self.lead)
        self.assertFalse(self.rows(other, "invoice"))

    def test_N01_a_cancelled_document_is_required_anew_and_comes_back(self):
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        invoice = self.collective_invoice(self._order({self.service: 1}))
        row = self.rows(self.lead, "invoice")
        self.assertEqual((len(row), row.is_required, row.res_id), (1, True, invoice.id))
        invoice.button_cancel()
        waiting = self.rows(self.lead, "invoice")
        self.assertEqual(
            (waiting.state, waiting.is_required, waiting.res_id), ("required", True, 0)
        )
        invoice.button_draft()
        self.assertEqual(self.rows(self.lead, "invoice").res_id, invoice.id)
        self.assertTrue(self.rows(self.lead, "invoice").is_required)

    def test_N01_a_deleted_document_leaves_no_row_but_its_requirement(self):
        self.lead.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        invoice = self.collective_invoice(self._order({self.service: 1}))
        invoice.unlink()
        self.assertEqual(self.rows(self.lead, "invoice").state, "required")
        self.assertFalse(self.lead.documents_complete)

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

    def test_N01_reset_to_draft_takes_the_row_back_and_posting_keeps_what_people_said(self):
        invoice = self.collective_invoice(self._order({self.service: 1}))
        invoice.action_post()
        row = self.as_user("accountant", self.rows(self.lead, "invoice"))
        row.action_mark_sent()
        invoice._sync_deal_documents()
        self.assertEqual(row.state, "sent")
        invoice.button_draft()
        self.assertEqual((row.state, row.date_sent), ("required", False))

    def test_N01_documents_follow_their_order_to_another_deal(self):
        self._put_in_stock(self.part, 10)
        other = self.make_deal(name="Right deal")
        order = self._order({self.made: 1, self.bought: 1})
        invoice = self.collective_invoice(order)
        invoice.action_post()
        self.pay(invoice)
        before = self.counts(self.lead)
        order.opportunity_id = other
        self.assertEqual(self.counts(other), before)
        self.assertEqual(self.counts(self.lead), {})

    def test_N01_a_payment_taken_back_pays_no_more(self):
        invoice = self.collective_invoice(self._order({self.service: 1}))
        invoice.action_post()
        payment = self.pay(invoice)
        self.assertEqual(self.rows(self.lead, "payment").res_id, payment.id)
        payment.action_draft()
        self.assertEqual(self.rows(self.lead, "payment").state, "required")
        payment.action_cancel()
        self.env.invalidate_all()
        self.assertEqual(self.lead.payment_state, "none")
        self.assertFalse(self.rows(self.lead, "payment"))

    def test_N01_a_line_deleted_from_a_shared_purchase_takes_its_deal_away(self):
        other = self.make_deal(name="Second deal")
        gauge = self._product(
            "Other gauge",
            route_ids=[self.mto.id, self.buy.id],
            seller_ids=[{"partner_id": self.supplier.id, "price": 10.0}],
        )
        purchase = self._merged_purchase(
            self._order({self.bought: 1}), self._order({gauge: 1}, lead=other)
        )
        self.assertEqual(self.rows(other, "purchase").deal_ids, self.lead | other)
        purchase.order_line.filtered(lambda line: line.product_id == gauge).unlink()
        self.assertFalse(self.rows(other, "purchase"))
        self.assertEqual(self.rows(self.lead, "purchase").deal_ids, self.lead)

    def test_N01_merged_production_serves_both_deals(self):
        self._put_in_stock(self.part, 10)
        chamber = self._product("Untracked chamber", route_ids=[self.mto.id, self.manufacture.id])
        self._bom(chamber, {self.part: 1})
        other = self.make_deal(name="Second deal")
        orders = self._order({chamber: 1}) | self._order({chamber: 1}, lead=other)
        orders.sudo().mrp_production_ids.action_merge()
        self.env.invalidate_all()
        row = self.rows(self.lead, "production")
        self.assertEqual((len(row), row.deal_ids), (1, self.lead | other))

    def test_N01_a_return_is_a_document_and_fulfils_nothing(self):
        self._put_in_stock(self.bolt, 5)
        picking = self._ship(self._order({self.bolt: 2}))
        wizard = self.env["stock.return.picking"].with_user(self.user_warehouse)
        wizard = wizard.with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()
        self.assertEqual(self.counts(self.lead), {"order": 1, "picking": 1, "other": 1})

    def test_N04_a_shared_document_fulfils_the_lists_of_all_its_deals(self):
        other = self.make_deal(name="Second deal")
        (self.lead | other).cooperation_variant_id = self.env.ref(
            "crm_sales_flow.cooperation_direct"
        )
        first, second = self._order({self.service: 1}), self._order({self.service: 1}, lead=other)
        self.collective_invoice(first, second)
        for deal in self.lead | other:
            self.assertEqual(self.counts(deal)["invoice"], 1)

    def test_K01_editing_the_variant_changes_the_lists_of_running_deals(self):
        variant = self.env.ref("crm_sales_flow.cooperation_direct")
        self.lead.cooperation_variant_id = variant
        kind = self.env.ref("crm_sales_flow.document_type_quotation")
        self.as_user("director", variant).required_type_ids = [Command.link(kind.id)]
        self.assertEqual(self.rows(self.lead, "quotation").state, "required")
        order = self._order({self.service: 1})
        self.assertFalse(self.rows(self.lead, "quotation"))
        row = self.rows(self.lead, "order")
        self.assertEqual((row.res_id, row.required_type_id), (order.id, kind))
        variant.required_type_ids = [Command.unlink(kind.id)]
        self.assertFalse(row.is_required)

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
                "deal_ids": [Command.set(self.lead.ids)],
            }
        )
        self.assertEqual(self.rows(self.lead, "contract"), paper)
        self.assertTrue(paper.is_required)

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

    def test_N01_number_of_queries_does_not_grow_with_the_documents(self):
        def cost(count):
            orders = self.env["sale.order"].create(
                [
                    {"partner_id": self.client_company.id, "opportunity_id": self.lead.id}
                    for _number in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._sync_deal_documents()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(20), cost(5))
