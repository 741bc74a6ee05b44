from odoo import fields, models
from odoo.fields import Domain


class MailActivityType(models.Model):
    """Typical events with a client are activity types: a call, a meeting, a claim (Y01)."""

    _name = "mail.activity.type"
    _inherit = ["mail.activity.type", "flow.short.list.mixin"]

    is_client_event = fields.Boolean(
        "Event with the client", help="Offered when an event is logged on a deal."
    )
    event_script = fields.Html(
        "Script",
        translate=True,
        help="What to say and to ask at such an event; shown when it is logged on a deal. When "
        "empty, the default note of the type.",
    )
    outcome_ids = fields.One2many(
        "crm.task.outcome", "activity_type_id", "Results", help="How such an event may end."
    )

    def _short_list_domain(self):
        return Domain("is_client_event", "=", True)

    def _short_list_triggers(self):
        return [*super()._short_list_triggers(), "is_client_event"]
