from odoo import fields, models


class MikoNumberMixin(models.AbstractModel):
    """A number that belongs to one exchange and goes out of use with it."""

    _name = "miko.number.mixin"
    _description = "Number of an exchange"

    pbx_id = fields.Many2one(
        "miko.pbx",
        "Exchange",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["miko.pbx"].search([], limit=1),
    )
    company_id = fields.Many2one(related="pbx_id.company_id", store=True)
    active = fields.Boolean(default=True)
