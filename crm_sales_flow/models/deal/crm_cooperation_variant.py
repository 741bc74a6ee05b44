from odoo import fields, models


class CrmCooperationVariant(models.Model):
    """How the company works with this client: it decides which documents the deal needs (K01)."""

    _name = "crm.cooperation.variant"
    _description = "Cooperation variant"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(translate=True)
    required_type_ids = fields.Many2many(
        "crm.deal.document.type",
        string="Required documents",
        help="Become the list of documents of a deal when the variant is chosen.",
    )
    company_id = fields.Many2one("res.company", index=True)
