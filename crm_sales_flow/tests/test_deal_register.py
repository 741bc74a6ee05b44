from odoo import Command
from odoo.tests import tagged

from .register_common import RegisterCase


@tagged("post_install", "-at_install")
class TestDealRegister(RegisterCase):
    """N01, N04, N05, N06: every document is there, once, whatever happens to it."""

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
