from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_request import CAME, DECIDED

# How a client turns to a person; by the other channels he turns to the program.
TYPED = ("phone", "visit", "marketing", "manual")


class CrmRequest(models.Model):
    """A request that a person types."""

    _inherit = "crm.request"

    typed_channels = fields.Json(compute="_compute_typed_channels", export_string_translation=False)

    @api.depends("channel")
    def _compute_typed_channels(self):
        self.typed_channels = list(TYPED)

    @api.model
    def _without_defaults(self):
        """What came and what was decided is not brought in by the context either."""
        protected = {f"default_{name}" for name in CAME | DECIDED}
        context = self.env.context
        if not protected.intersection(context):
            return self
        kept = {key: context[key] for key in context.keys() - protected}
        return self.with_context(kept)  # pylint: disable=context-overridden

    @api.model
    def _check_typed(self, vals_list):
        """Nobody types a letter of a client: such a request would speak in his name (C06)."""
        for vals in vals_list:
            if vals.get("message_uid") or vals.get("channel", "phone") not in TYPED:
                raise UserError(
                    self.env._(
                        "Letters and website forms register themselves. Choose how the client "
                        "turned to you: a call, a visit or by hand."
                    )
                )
