from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmDealEvent(models.TransientModel):
    """Logs what took place with the client: the kind of event, by its script, and the result."""

    _name = "crm.deal.event"
    _inherit = "crm.deal.wizard.mixin"
    _description = "Log an event"

    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Event",
        required=True,
        domain="[('is_client_event', '=', True)]",
    )
    script = fields.Html(compute="_compute_script", help="What to say and to ask.")
    outcome_id = fields.Many2one(
        "crm.task.outcome",
        "Result",
        required=True,
        domain="[('activity_type_id', '=', activity_type_id)]",
    )
    took_place_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    note = fields.Text("What was said")

    @api.depends("activity_type_id")
    def _compute_script(self):
        """Odoo puts a default note into every task of a type, whatever record it is on."""
        for event in self:
            kind = event.activity_type_id
            event.script = kind.event_script or kind.default_note

    @api.onchange("activity_type_id")
    def _onchange_activity_type_id(self):
        if self.outcome_id.activity_type_id != self.activity_type_id:
            self.outcome_id = False

    def action_log(self):
        """The event becomes a done activity of the deal, with its result."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.outcome_id.activity_type_id != self.activity_type_id:
            raise ValidationError(self.env._("Choose a result of this kind of event."))
        if self.took_place_at > now:
            raise ValidationError(
                self.env._("What has not taken place yet is planned as a task, not logged.")
            )
        day = fields.Datetime.context_timestamp(self, self.took_place_at).date()
        activity = self.lead_id.activity_schedule(
            activity_type_id=self.activity_type_id.id,
            date_deadline=day,
            user_id=self.env.uid,
        )
        # The script was for the talk; the correspondence keeps what came of it.
        activity.sudo().write({"note": False, "summary": False, "outcome_id": self.outcome_id.id})
        if self.outcome_id.is_reached:
            # Nobody but the person says when it was: the clock stops at his word, not before it.
            self.lead_id._register_contact("by_hand", now, source=self.outcome_id.name)
            self.lead_id._flow_answered(self.took_place_at)
        activity.action_feedback(
            feedback="\n".join(filter(None, [self.outcome_id.name, self.note]))
        )
