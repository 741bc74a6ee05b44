from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CrmStageOverride(models.Model):
    """A Head lets a deal pass a gate, once and with a reason (AA08, I06).

    It is a stored record and never a context key, which any caller of the API could send.
    """

    _name = "crm.stage.override"
    _description = "Exception from an exit condition"
    _order = "create_date desc, id desc"

    lead_id = fields.Many2one("crm.lead", "Deal", required=True, index=True, ondelete="cascade")
    gate_id = fields.Many2one("crm.stage.gate", "Condition", required=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Allowed by", readonly=True, required=True)
    reason = fields.Char(required=True)
    consumed_at = fields.Datetime(
        "Used at", readonly=True, help="The move that passed the gate by this exception."
    )
    history_id = fields.Many2one("crm.stage.history", readonly=True, ondelete="set null")
    company_id = fields.Many2one(related="lead_id.company_id")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["user_id"] = self.env.uid
            vals["consumed_at"] = vals["history_id"] = False
            if not (vals.get("reason") or "").strip():
                raise ValidationError(
                    self.env._("Write the reason of the exception: others will read it.")
                )
        overrides = super().create(vals_list)
        overrides._check_authority()
        return overrides

    def _check_authority(self):
        director = self.env.user.has_group("crm_sales_flow.group_director")
        for override in self:
            override.lead_id.check_access("write")
            if override.gate_id.into_won and not director:
                raise AccessError(self.env._("Only a director may close a deal with an exception."))
            if not director and self.env.user not in override.lead_id.team_id.head_ids:
                raise AccessError(
                    self.env._("Only the Head may let a deal pass a condition that is not met.")
                )

    @api.model
    def _pending(self, leads):
        """Unused exceptions of ``leads``."""
        return self.search([("lead_id", "in", leads.ids), ("consumed_at", "=", False)])

    @api.model
    def _used(self, leads):
        """Exceptions by which ``leads`` passed a condition."""
        return self.search([("lead_id", "in", leads.ids), ("consumed_at", "!=", False)])
