from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealRegisterWalk(SalesFlowCase):
    """N01, N04: whatever is done to the documents, the register counts what is really there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Training", "type": "service", "list_price": 100, "invoice_policy": "order"}
        )
        cls.direct = cls.env.ref("crm_sales_flow.cooperation_direct")
        cls.tender = cls.env.ref("crm_sales_flow.cooperation_tender")

    def order(self, deals, orders, invoices):
        self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": deals[0].id,
                "order_line": [(0, 0, {"product_id": self.product.id})],
            }
        )

    def variant(self, deals, orders, invoices):
        variants = self.direct | self.tender
        deals[0].cooperation_variant_id = variants - deals[0].cooperation_variant_id

    def invoice(self, deals, orders, invoices):
        due = orders.filtered(lambda order: order.invoice_status == "to invoice")
        if due:
            due._create_invoices()

    def delete(self, deals, orders, invoices):
        invoices.filtered(lambda move: move.state == "draft" and not move.posted_before)[
            :1
        ].unlink()

    def move(self, deals, orders, invoices):
        orders[:1].opportunity_id = deals[1]

    def steps(self):
        """Name of a step -> what it does with the deals, their orders and invoices."""

        def first(index, wanted, method):
            def step(*records):
                for record in records[index].filtered(wanted)[:1]:
                    getattr(record, method)()

            return step

        return {
            "order": self.order,
            "variant": self.variant,
            "invoice": self.invoice,
            "delete": self.delete,
            "move": self.move,
            "confirm": first(1, lambda order: order.state == "draft", "action_confirm"),
            "cancel": first(
                1,
                lambda order: order.state == "sale" and not order.invoice_ids,
                "action_cancel",
            ),
            "draft": first(1, lambda order: order.state == "cancel", "action_draft"),
            "post": first(2, lambda move: move.state == "draft", "action_post"),
            "drop": first(2, lambda move: move.state == "draft", "button_cancel"),
            "reset": first(2, lambda move: move.state != "draft", "button_draft"),
        }

    def check(self, deal):
        rows = deal.document_ids.filtered(lambda row: not row.is_cancelled)
        orders = deal.order_ids.filtered(lambda order: order.state != "cancel")
        invoices = deal.order_ids.invoice_ids.filtered(lambda move: move.state != "cancel")
        found = {(row.res_model, row.res_id) for row in rows if row.res_id}
        real = {(record._name, record.id) for records in (orders, invoices) for record in records}
        self.assertEqual(found, real)
        self.assertEqual(deal.document_count, len(rows))
        # Every required type is asked for once, by a waiting row or by what stands for it.
        listed = rows.mapped(lambda row: row.required_type_id.id)
        wanted = deal.cooperation_variant_id.required_type_ids.ids
        self.assertEqual(sorted(kind for kind in listed if kind), sorted(wanted))

    def test_N01_N04_the_register_counts_what_is_there_on_any_walk(self):
        steps = self.steps()

        @settings(deadline=None, max_examples=min(settings().max_examples, 200))
        @given(st.lists(st.sampled_from(sorted(steps)), min_size=3, max_size=9))
        def walk(names):
            deals = self.make_deal(cooperation_variant_id=self.direct.id) | self.make_deal(
                name="Second deal", cooperation_variant_id=self.tender.id
            )
            for name in names:
                orders = deals.order_ids.sorted("id")
                steps[name](deals, orders, orders.invoice_ids.sorted("id"))
                self.env.invalidate_all()
                for deal in deals:
                    self.check(deal)

        walk()
