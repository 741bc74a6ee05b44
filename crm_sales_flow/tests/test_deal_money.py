from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestDealMoney(OrderCase):
    """I11, R01, T01: when the orders of a deal are paid, whatever the rates do meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["res.currency"].create(
            {
                "name": "XTU",
                "symbol": "xtu",
                "rounding": 0.01,
                "rate_ids": [
                    Command.create({"name": "2026-01-01", "rate": 0.01}),
                    Command.create({"name": "2026-02-01", "rate": 0.0125}),
                    Command.create({"name": "2026-03-01", "rate": 0.008}),
                ],
            }
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": cls.foreign.id}
        )

    def foreign_order(self, price):
        with freeze_time("2026-01-15 10:00:00"):
            return self.order(price, pricelist_id=self.pricelist.id)

    def bill(self, order, day, share=1.0):
        """The accountant bills the order and gets a share of the bill on that day."""
        with freeze_time(f"{day} 10:00:00"):
            invoice = order.with_user(self.users["accountant"])._create_invoices()
            invoice.action_post()
            self.pay(invoice, share)
        return invoice

    def test_I11_an_order_in_another_currency_is_paid_when_its_bill_is(self):
        """The rate rose or fell between the order and the bill: paid is paid."""
        for day in ("2026-02-10", "2026-03-10"):
            with self.subTest(day=day):
                self.bill(self.foreign_order(33.33), day)
                self.assertEqual(self.deal.payment_state, "paid")

    def test_I11_a_part_in_another_currency_is_a_part_at_any_rate(self):
        self.bill(self.foreign_order(100), "2026-03-10", share=0.9)
        self.assertEqual(self.deal.payment_state, "partial")
        self.order(50)
        self.assertEqual(self.deal.payment_state, "partial")

    def test_I11_money_by_hand_pays_what_the_bills_leave(self):
        self.bill(self.foreign_order(100), "2026-03-10")
        self.order(400)
        documents = self.as_user("accountant", self.env["crm.deal.document"])
        kind = self.env.ref("crm_sales_flow.document_type_payment")
        for amount, state in ((399, "partial"), (1, "paid")):
            documents.create(
                {"type_id": kind.id, "amount": amount, "deal_ids": [Command.set(self.deal.ids)]}
            )
            self.assertEqual(self.deal.payment_state, state)

    def test_R01_an_order_of_nothing_is_paid(self):
        self.assertEqual(self.deal.payment_state, "none")
        self.order(0)
        self.assertEqual(self.deal.payment_state, "paid")
        self.order(10)
        self.assertEqual(self.deal.payment_state, "none")

    def test_T01_the_day_of_commitment_goes_with_the_only_payment(self):
        kind = self.env.ref("crm_sales_flow.document_type_payment")
        documents = self.as_user("accountant", self.env["crm.deal.document"])
        payment = documents.create(
            {
                "type_id": kind.id,
                "amount": 100,
                "date": "2026-02-10",
                "deal_ids": [Command.set(self.deal.ids)],
            }
        )
        self.assertEqual(str(self.deal.date_committed), "2026-02-10")
        payment.unlink()
        self.assertFalse(self.deal.date_committed or self.deal.amount_committed)

    def test_T01_the_day_of_commitment_goes_with_a_contract_that_is_cleared(self):
        self.deal.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        contract = self.as_user("manager", self.deal.document_ids).filtered(
            lambda row: row.type_id.code == "contract"
        )
        contract.write({"name": "15", "file": b"c2Nhbg==", "state": "signed"})
        self.assertTrue(self.deal.date_committed)
        contract.action_clear()
        self.assertFalse(self.deal.date_committed)
