from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMIT = 7


class MailActivityType(models.Model):
    """Typical events with a client are activity types: a call, a meeting, a claim (Y01)."""

    _inherit = "mail.activity.type"

    is_client_event = fields.Boolean(
        "Event with the client", help="Offered when an event is logged on a deal."
    )
    outcome_ids = fields.One2many(
        "crm.task.outcome", "activity_type_id", "Results", help="How such an event may end."
    )

    @api.constrains("is_client_event", "active")
    def _check_events(self):
        if self.search_count([("is_client_event", "=", True)]) > LIMIT:
            raise ValidationError(
                self.env._("There are %(limit)s kinds of events already.", limit=LIMIT)
            )


class CrmTaskOutcome(models.Model):
    _inherit = "crm.task.outcome"

    @api.constrains("active", "activity_type_id")
    def _check_number(self):
        for kind in self.activity_type_id:
            if len(kind.outcome_ids) > LIMIT:
                raise ValidationError(
                    self.env._(
                        "«%(event)s» has %(limit)s results already: archive one of them.",
                        event=kind.name,
                        limit=LIMIT,
                    )
                )
