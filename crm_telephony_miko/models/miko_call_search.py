from odoo import models


class MikoCall(models.Model):
    """Find calls by a number in any format, by its beginning or its last digits (B02)."""

    _name = "miko.call"
    _inherit = ["miko.call", "flow.phone.search.mixin"]

    _phone_end_idx = models.Index("(reverse(phone_key)) WHERE phone_key IS NOT NULL")
