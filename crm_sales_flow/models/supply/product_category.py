from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    usual_service_ids = fields.Many2many(
        "product.product",
        "product_category_usual_service_rel",
        "category_id",
        "product_id",
        "Usual services",
        domain=[("type", "=", "service"), ("sale_ok", "=", True)],
        help="Installation, commissioning, attestation, training: they are offered on a deal when "
        "equipment of this category, or of one below it, is selected.",
    )

    def _usual_services(self):
        """Services of the category and of those above it."""
        services = self.env["product.product"]
        category = self
        while category:
            services |= category.usual_service_ids
            category = category.parent_id
        return services
