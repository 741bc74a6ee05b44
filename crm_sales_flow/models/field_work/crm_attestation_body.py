from odoo import fields, models


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
    company_id = fields.Many2one("res.company", index="btree_not_null")
    certificate_ids = fields.One2many("crm.attestation.certificate", "body_id", "Certificates")
