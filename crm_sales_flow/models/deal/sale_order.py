from odoo import api, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset(
        {"opportunity_id", "state", "name", "date_order", "order_line"}
    )

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
            "date": self.date_order.date() if self.date_order else False,
            "state": states.get(self.state, "issued"),
            "amount": self.amount_total,
        }


class SaleOrderLine(models.Model):
    """The amount of an order is computed from its lines, which may come after the order."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id.filtered("opportunity_id")._sync_deal_documents()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"product_uom_qty", "price_unit", "discount", "tax_ids"}:
            self.order_id.filtered("opportunity_id")._sync_deal_documents()
        return result
