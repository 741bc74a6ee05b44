from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CrmAttestationBody(models.Model):
    """A special organisation that is accredited to attest equipment (P03)."""

    _name = "crm.attestation.body"
    _description = "Attestation Body"
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one("res.partner", "Organisation", index="btree_not_null")
    accreditation_number = fields.Char("Accreditation No.")
    valid_until = fields.Date("Accredited until")
    scope = fields.Text(help="Which equipment and parameters the accreditation covers.")
    scope_category_ids = fields.Many2many(
        "product.category",
        "crm_attestation_body_category_rel",
        "body_id",
        "category_id",
        "Accredited for",
        help="Categories of equipment, with those below them; empty: any equipment.",
    )
    company_id = fields.Many2one("res.company", index="btree_not_null")
    certificate_ids = fields.One2many("crm.attestation.certificate", "body_id", "Certificates")

    def _check_may_attest(self, lots, date):
        """On that day the accreditation is valid, and it covers the equipment."""
        self.ensure_one()
        if self.valid_until and date > self.valid_until:
            raise ValidationError(
                self.env._(
                    "The accreditation of «%(body)s» ended on %(date)s.",
                    body=self.name,
                    date=format_date(self.env, self.valid_until),
                )
            )
        scope = set(self.sudo().scope_category_ids.ids)
        for lot in lots if scope else ():
            path = (lot.product_id.categ_id.parent_path or "").split("/")[:-1]
            if not scope.intersection(map(int, path)):
                raise ValidationError(
                    self.env._(
                        "The accreditation of «%(body)s» does not cover «%(product)s».",
                        body=self.name,
                        product=lot.product_id.display_name,
                    )
                )
