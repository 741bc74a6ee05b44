from odoo import fields, models


class CrmDealContact(models.Model):
    """A person of the client with the role in the decision about this deal (X03)."""

    _name = "crm.deal.contact"
    _description = "Contact of a deal"
    _inherit = "crm.deal.line.mixin"
    _order = "lead_id, sequence, id"
    _rec_name = "partner_id"

    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="cascade"
    )
    role_id = fields.Many2one(
        "crm.contact.role",
        "Role in the decision",
        required=True,
        ondelete="restrict",
        help="What the person has to do with the purchase.",
    )
    note = fields.Char(help="What matters to this person.")
    phone = fields.Char(related="partner_id.phone")
    email = fields.Char(related="partner_id.email")

    _person_uniq = models.UniqueIndex(
        "(lead_id, partner_id, role_id)", "This person has this role in the deal already."
    )
