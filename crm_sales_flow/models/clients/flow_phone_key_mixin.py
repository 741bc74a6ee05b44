from odoo import api, fields, models

from ...tools.phone import phone_key


class FlowPhoneKeyMixin(models.AbstractModel):
    """Who has a ``phone`` is known by its digits, however it was written (B06)."""

    _name = "flow.phone.key.mixin"
    _description = "Key of a telephone number"

    phone_key = fields.Char(
        "Phone key",
        compute="_compute_phone_key",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
    )

    @api.depends("phone")
    def _compute_phone_key(self):
        for record in self:
            record.phone_key = phone_key(record.phone) or False
