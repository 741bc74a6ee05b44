from odoo import Command

from .common import SalesFlowCase


class OrderCase(SalesFlowCase):
    """A deal, a work that is invoiced as ordered, and its way to the money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.product = cls.env["product.product"].create(
            {
                "name": "Commissioning",
                "type": "service",
                "list_price": 1000,
                "invoice_policy": "order",
                "taxes_id": False,
            }
        )

    def order(self, price=1000, **values):
        """An order of the deal, confirmed by the manager."""
        order = self.as_user("manager", self.env["sale.order"]).create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": self.deal.id,
                "team_id": self.team.id,
                "order_line": [Command.create({"product_id": self.product.id})],
                **values,
            }
        )
        order.order_line.price_unit = price
        order.action_confirm()
        return order

    def pay(self, invoice, share=1.0):
        """The accountant gets that part of a posted invoice."""
        register = self.env["account.payment.register"].with_user(self.users["accountant"])
        register = register.with_context(active_model="account.move", active_ids=invoice.ids)
        register.create({"amount": invoice.amount_total * share})._create_payments()
