from odoo import api, fields, models
from odoo.exceptions import AccessError


class Confirmed(str):
    """The state that a confirmation writes: a value that no caller of the API can send."""


class SaleOrder(models.Model):
    """Proposals and orders are documents of their deal, and bring theirs along (N01)."""

    _name = "sale.order"
    _inherit = ["sale.order", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset(
        {"opportunity_id", "state", "name", "date_order", "order_line", "pricelist_id"}
    )

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._check_opportunity_access()
        if "sale" in orders.mapped("state"):
            self._check_really_confirmed()
        return orders

    def write(self, vals):
        if vals.get("state") == "sale":
            if not isinstance(vals["state"], Confirmed):
                self._check_really_confirmed()
            vals = {**vals, "state": "sale"}
        result = super().write(vals)
        if "opportunity_id" in vals:
            self._check_opportunity_access()
            for documents in self.sudo()._deal_document_dependents():
                documents._sync_deal_documents()
        if vals.get("state") == "sent":
            self._flow_fill_amount()
        return result

    def _prepare_confirmation_values(self):
        return {**super()._prepare_confirmation_values(), "state": Confirmed("sale")}

    @api.model
    def _check_really_confirmed(self):
        """An order becomes one by its confirmation, which orders the goods (I11, K03).

        Whatever its team: it may come to a deal later, or its deal into the process, and nothing
        would tell it from a confirmed one then.
        """
        if not self.env.su and not self.env["crm.lead"]._flow_gates_waived():
            raise AccessError(self.env._("A proposal becomes the order by «Confirm»."))

    def _flow_fill_amount(self):
        """The amount of a deal is that of the proposal the client has, until one is entered."""
        for order in self.filtered(lambda x: not x.opportunity_id.expected_revenue):
            order.opportunity_id._update_revenues_from_so(order)

    def _deal_document_dependents(self):
        """Documents that belong to deals only through these orders; rooms add theirs."""
        invoices = self.order_line.invoice_lines.move_id
        return [invoices, invoices.reconciled_payment_ids]

    def _check_opportunity_access(self):
        """An order counts in its deal: only who works on the deal hangs it there (AE01)."""
        accountant = self.env.user.has_group("crm_sales_flow.group_accountant")
        if not self.env.su:
            self.opportunity_id.check_access("read" if accountant else "write")

    def _deal_document_type(self):
        if self.state == "cancel":
            return False
        kind = "order" if self.state == "sale" else "quotation"
        return f"crm_sales_flow.document_type_{kind}"

    def _deal_document_deals(self):
        return self.opportunity_id

    def _deal_document_values(self):
        states = {"draft": "issued", "sent": "sent", "sale": "signed"}
        return {
            "name": self.name,
            "date": fields.Datetime.context_timestamp(self, self.date_order).date(),
            "state": states.get(self.state, "issued"),
            "amount": self.amount_total / (self.currency_rate or 1.0),
        }

    def _find_mail_template(self):
        """A proposal of the sales process goes out with our form (J04, J06)."""
        self.ensure_one()
        if self.state != "sale" and self.opportunity_id.flow_enabled:
            return (
                self.env.ref("crm_sales_flow.mail_template_proposal", raise_if_not_found=False)
                or super()._find_mail_template()
            )
        return super()._find_mail_template()

    def _form_file_name(self):
        return self.env._("Commercial proposal %(number)s", number=self.name)
