from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """What is done with the product after its shipment: its category says it (O02, P01)."""

    _inherit = "product.template"

    installation_required = fields.Boolean(
        "Needs Installation",
        compute="_compute_field_work",
        store=True,
        readonly=False,
        precompute=True,
        help="The deal waits for a signed commissioning act before it goes on. Comes from the "
        "category of products with serial numbers.",
    )
    attestation_required = fields.Boolean(
        "Needs Attestation",
        compute="_compute_field_work",
        store=True,
        readonly=False,
        precompute=True,
        help="Each unit needs a valid certificate of a special organisation. Comes from the "
        "category of products with serial numbers.",
    )

    @api.depends("categ_id.is_installed", "categ_id.is_attested")
    def _compute_field_work(self):
        """Parts of the same category, which have no serial number, are left out."""
        for product in self:
            category = product.categ_id if product.tracking == "serial" else product.categ_id[:0]
            product.installation_required = category.is_installed
            product.attestation_required = category.is_attested

    @api.constrains("attestation_required", "tracking")
    def _check_attestation_tracking(self):
        for product in self:
            if product.attestation_required and product.tracking != "serial":
                raise ValidationError(
                    self.env._(
                        "«%(product)s» is attested by unit: track it by unique serial number.",
                        product=product.name,
                    )
                )
