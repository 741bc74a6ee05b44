from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductCategory(models.Model):
    """Kinds of equipment that are installed and attested (O02, P01, P02)."""

    _inherit = "product.category"

    installation_required = fields.Boolean(
        "Needs Installation",
        help="Products of this category and of those below it that have serial numbers: the deal "
        "waits for a signed commissioning act.",
    )
    attestation_required = fields.Boolean(
        "Needs Attestation",
        help="Products of this category and of those below it that have serial numbers: each unit "
        "needs a valid certificate of a special organisation.",
    )
    is_installed = fields.Boolean(
        "Installed by us", compute="_compute_field_work", store=True, recursive=True
    )
    is_attested = fields.Boolean(
        "Attested", compute="_compute_field_work", store=True, recursive=True
    )

    @api.depends(
        "installation_required",
        "attestation_required",
        "parent_id.is_installed",
        "parent_id.is_attested",
    )
    def _compute_field_work(self):
        for category in self:
            above = category.parent_id
            category.is_installed = category.installation_required or above.is_installed
            category.is_attested = category.attestation_required or above.is_attested

    @api.onchange("attestation_required")
    def _onchange_attestation_required(self):
        """Exactly so many kinds are attested; one more is rather a slip of the hand (P01)."""
        if self.attestation_required and self._attested_elsewhere() >= self._attested_limit():
            return {
                "warning": {
                    "title": self.env._("One more category with attestation"),
                    "message": self._too_many_attested_text(),
                }
            }
        return None

    @api.constrains("attestation_required")
    def _check_attested_limit(self):
        """The company decides whether one more category is a warning only or refused."""
        if not self.env.company.attested_categories_block:
            return
        for category in self.filtered("attestation_required"):
            if category._attested_elsewhere() >= category._attested_limit():
                raise ValidationError(category._too_many_attested_text())

    def _attested_elsewhere(self):
        domain = [("attestation_required", "=", True), ("id", "not in", self._origin.ids)]
        return self.search_count(domain)

    def _attested_limit(self):
        return self.env.company.attested_categories_limit

    def _too_many_attested_text(self):
        return self.env._(
            "Attestation is meant for %(limit)s categories (see the settings); with «%(name)s» "
            "there are more. Its deals will wait for certificates.",
            limit=self._attested_limit(),
            name=self.name or "",
        )
