from odoo import api, fields, models


class CrmDealWizardMixin(models.AbstractModel):
    """A question about one deal, asked from its form."""

    _name = "crm.deal.wizard.mixin"
    _description = "Question about one deal"

    lead_id = fields.Many2one(
        "crm.lead",
        "Deal",
        required=True,
        readonly=True,
        default=lambda self: self._default_lead_id(),
    )

    @api.model
    def _default_lead_id(self):
        """The deal whose form is open; nothing when the question is asked from elsewhere."""
        if self.env.context.get("active_model", "crm.lead") == "crm.lead":
            return self.env.context.get("active_id")
        return False
