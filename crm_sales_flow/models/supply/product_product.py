from odoo import api, fields, models
from odoo.exceptions import UserError

from .supply_outlook import Outlook


class ProductProduct(models.Model):
    """What the company can do about a product, for whoever selects it with a client (J01, M06).

    Read elevated: a salesperson needs no right on stock, production or purchase.
    """

    _inherit = "product.product"

    technical_value_ids = fields.Many2many(
        "product.attribute.value",
        "product_product_technical_value_rel",
        "product_id",
        "value_id",
        "Technical data",
        compute="_compute_technical_value_ids",
        store=True,
        help="Values of the attributes by which the product is chosen.",
    )
    supply_on_hand_qty = fields.Float(
        "In stock",
        digits="Product Unit",
        compute="_compute_supply_stock",
        compute_sudo=True,
        help="Lies in the warehouse, reserved for orders or not.",
    )
    supply_free_qty = fields.Float(
        "Free in stock",
        digits="Product Unit",
        compute="_compute_supply_stock",
        compute_sudo=True,
        help="On hand and not reserved for other orders.",
    )
    supply_incoming_qty = fields.Float(
        "Coming to stock",
        digits="Product Unit",
        compute="_compute_supply_stock",
        compute_sudo=True,
        help="Being made or bought already; part of it may be meant for other orders.",
    )
    production_days = fields.Integer(
        "Production, days",
        compute="_compute_supply_outlook",
        compute_sudo=True,
        help="Until one unit ordered now is made: components, work and the load of the workshop.",
    )
    supplier_days = fields.Integer(
        "Supplier, days",
        compute="_compute_supply_outlook",
        compute_sudo=True,
        help="Until the first supplier brings it.",
    )
    earliest_date = fields.Date(
        "Earliest on",
        compute="_compute_supply_outlook",
        compute_sudo=True,
        help="The first day on which one more unit can be in stock; empty when nobody can say.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Odoo fills in the defaults of the template before it makes one (M04)."""
        products = super().create(vals_list)
        for product, vals in zip(products, vals_list, strict=True):
            if not vals.get("product_tmpl_id"):
                product.product_tmpl_id._track_equipment([vals])
        return products

    @api.depends("product_template_attribute_value_ids.product_attribute_value_id")
    def _compute_technical_value_ids(self):
        for product in self:
            values = product.product_template_attribute_value_ids
            product.technical_value_ids = values.product_attribute_value_id

    @api.depends("qty_available", "free_qty", "incoming_qty")
    @api.depends_context("company")
    def _compute_supply_stock(self):
        for product in self:
            product.supply_on_hand_qty = product.qty_available
            product.supply_free_qty = product.free_qty
            product.supply_incoming_qty = product.incoming_qty

    @api.depends("free_qty", "bom_ids.produce_delay", "bom_ids.bom_line_ids", "seller_ids.delay")
    @api.depends_context("company")
    def _compute_supply_outlook(self):
        outlook = Outlook(self, self.env.company)
        for product in self:
            moment = outlook.ready(product)
            product.production_days = outlook.production_days(product) or 0
            product.supplier_days = outlook.supplier_days(product) or 0
            product.earliest_date = moment and fields.Datetime.context_timestamp(self, moment)

    def action_add_to_selection(self):
        """These products become variants of the deal from which they were looked for (J02)."""
        deal = self.env["crm.lead"].browse(self.env.context.get("selection_lead_id")).exists()
        if not deal:
            raise UserError(self.env._("Open the products from the page «Selection» of a deal."))
        deal.selection_line_ids.create(
            [{"lead_id": deal.id, "product_id": product.id} for product in self]
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Added to the selection of «%(deal)s»: %(products)s",
                    deal=deal.name,
                    products=", ".join(self.mapped("display_name")),
                ),
            },
        }
