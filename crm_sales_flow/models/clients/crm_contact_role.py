from odoo import fields, models


class CrmContactRole(models.Model):
    """What a person of the client has to do with the purchase: decides, pays, uses (X03)."""

    _name = "crm.contact.role"
    _inherit = ["flow.short.list.mixin"]
    _description = "Role of a contact in the decision"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
