from odoo import Command, fields, models
from odoo.exceptions import UserError


class CrmServiceContract(models.Model):
    """A contract is sold as a product: its money stands apart from that of the goods (Q06)."""

    _inherit = "crm.service.contract"

    order_id = fields.Many2one(
        "sale.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The order by which the contract is invoiced.",
    )

    def action_make_order(self):
        """Button: an order with the service as its line, with the rights of the manager."""
        self.ensure_one()
        if self.order_id.state == "cancel" or not self.order_id:
            if not self.price:
                raise UserError(self.env._("Fill in the price of the contract."))
            self.order_id = self.env["sale.order"].create(self._order_values())
        return self.order_id.get_formview_action()

    def _order_values(self):
        product = self.env.ref("crm_sales_flow.product_service_contract")
        text = self.env._(
            "Service contract %(number)s, %(start)s - %(end)s",
            number=self.name,
            start=self.date_start.strftime("%d.%m.%Y"),
            end=self.date_end.strftime("%d.%m.%Y"),
        )
        return {
            "partner_id": self.partner_id.id,
            "opportunity_id": self.lead_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": text,
                        "product_uom_qty": 1,
                        "price_unit": self.price,
                    }
                )
            ],
        }

    def _taxed_price(self):
        """The price as the order will ask for it.

        :return: dict with ``total`` and ``tax`` in the currency of the contract, and ``rate``, a
            text that is empty when there are several taxes or none.
        """
        product = self.env.ref("crm_sales_flow.product_service_contract")
        taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
        positions = self.env["account.fiscal.position"].with_company(self.company_id)
        taxes = positions._get_fiscal_position(self.partner_id).map_tax(taxes)
        sums = taxes.compute_all(
            self.price, currency=self.currency_id, product=product, partner=self.partner_id
        )
        return {
            "total": sums["total_included"],
            "tax": sums["total_included"] - sums["total_excluded"],
            "rate": f"{taxes.amount:g} %" if len(taxes) == 1 else "",
        }

    def action_print_contract(self):
        return self.env.ref("crm_sales_flow.report_service_contract").report_action(
            self, config=False
        )

    def action_preview_contract(self):
        """The form as a page: works on every machine, with or without a PDF printer."""
        self.ensure_one()
        name = "crm_sales_flow.form_service_contract"
        url = f"/report/html/{name}/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
