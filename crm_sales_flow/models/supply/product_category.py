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

    is_equipment = fields.Boolean(
        "Equipment",
        help="Each unit has a serial number: new products of this category, and of those below it, "
        "are tracked by it, and nothing is shipped to a client without.",
    )

    def _usual_services(self):
        """Services of the category and of those above it."""
        return self._with_parents().usual_service_ids

    def _is_equipment(self):
        return any(self._with_parents().mapped("is_equipment"))

    def _with_parents(self):
        found = category = self
        while category := category.parent_id:
            found |= category
        return found
