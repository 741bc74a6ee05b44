from odoo import api, fields, models
from odoo.exceptions import ValidationError

FLOW_STEPS = [
    ("needs", "Clarification of needs"),
    ("selection", "Selection of equipment"),
    ("proposal", "Preparation of the proposal"),
    ("negotiation", "Agreement of the proposal"),
    ("supply", "Reservation / production"),
    ("delivery", "Delivery and installation"),
    ("attestation", "Attestation"),
    ("service", "Service"),
    ("closing", "Closing of documents and feedback"),
    ("won", "Closed and won"),
]
# The stages of Odoo's own pipeline; the others are met by deals of the process only.
PLAIN_STEPS = (False, "needs", "selection", "proposal", "won")


class CrmStage(models.Model):
    """``flow_step`` is the handle for automation; name, order and gates are the implementer's."""

    _inherit = "crm.stage"

    flow_step = fields.Selection(
        FLOW_STEPS,
        "Step of the sales process",
        index="btree_not_null",
        help="What the program does by itself at this stage (tasks, checks) follows the step, "
        "not the name of the stage.",
    )
    is_flow_only = fields.Boolean(
        "Of the process only",
        compute="_compute_is_flow_only",
        store=True,
        help="Not offered in the status bar to deals of an ordinary team.",
    )
    gate_ids = fields.One2many("crm.stage.gate", "stage_id", "Exit conditions")

    @api.depends("flow_step")
    def _compute_is_flow_only(self):
        for stage in self:
            stage.is_flow_only = stage.flow_step not in PLAIN_STEPS

    def write(self, vals):
        if "flow_step" in vals:
            self.env.registry.clear_cache()  # crm.stage.gate._fields_kept
        return super().write(vals)

    @api.constrains("team_ids")
    def _check_team_ids(self):
        """The process has one way for all departments.

        Odoo silently resets a deal whose team is not among its stage's teams, and a stage of one
        department beside the common ones would be a way past their conditions.
        """
        narrowed = self.filtered("team_ids")
        deals = self.env["crm.lead"].sudo().with_context(active_test=False)
        if narrowed.team_ids.filtered("flow_enabled") or (
            narrowed
            and deals.search_count(
                [("stage_id", "in", narrowed.ids), ("team_id.flow_enabled", "=", True)], limit=1
            )
        ):
            raise ValidationError(
                self.env._(
                    "A stage of the sales process is common to all its departments: leave the "
                    "teams empty."
                )
            )

    @api.model
    def _flow_stages(self):
        """All stages a deal of the process goes through, in order."""
        return self.sudo().search([("team_ids", "=", False)], order="sequence, id")
