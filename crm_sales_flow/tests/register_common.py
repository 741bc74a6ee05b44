from .supply_common import SupplyCase


class RegisterCase(SupplyCase):
    """The rows of a deal by type, and the documents of accounting."""

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
