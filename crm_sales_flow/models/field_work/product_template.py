from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    installation_required = fields.Boolean(
        "Needs Installation",
        help="The deal waits for a signed commissioning act before it goes on.",
    )
    attestation_required = fields.Boolean(
        "Needs Attestation",
        help="Each unit needs a valid certificate of a special organisation.",
    )

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
