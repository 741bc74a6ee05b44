from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMIT = 7


class CrmContactRole(models.Model):
    """What a person of the client has to do with the purchase: decides, pays, uses (X03)."""

    _name = "crm.contact.role"
    _description = "Role of a contact in the decision"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.constrains("active")
    def _check_number(self):
        """A longer list is not read but scrolled: archive one before another is added."""
        if self.search_count([]) > LIMIT:
            raise ValidationError(
                self.env._("There are %(limit)s roles already: archive one of them.", limit=LIMIT)
            )
