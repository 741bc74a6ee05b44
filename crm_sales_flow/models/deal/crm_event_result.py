from odoo import api, fields, models
from odoo.exceptions import ValidationError

LIMIT = 7


class MailActivityType(models.Model):
    """Typical events with a client are activity types: a call, a meeting, a claim (Y01)."""

    _inherit = "mail.activity.type"

    is_client_event = fields.Boolean(
        "Event with the client", help="Offered when an event is logged on a deal."
    )
    result_ids = fields.One2many(
        "crm.event.result", "activity_type_id", "Results", help="How such an event may end."
    )

    @api.constrains("is_client_event", "active")
    def _check_events(self):
        if self.search_count([("is_client_event", "=", True)]) > LIMIT:
            raise ValidationError(
                self.env._("There are %(limit)s kinds of events already.", limit=LIMIT)
            )


class CrmEventResult(models.Model):
    """How an event of a kind may end; with it the event is logged."""

    _name = "crm.event.result"
    _description = "Result of an event"
    _order = "activity_type_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type", "Event", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.constrains("active", "activity_type_id")
    def _check_number(self):
        for kind in self.activity_type_id:
            if len(kind.result_ids) > LIMIT:
                raise ValidationError(
                    self.env._(
                        "«%(event)s» has %(limit)s results already: archive one of them.",
                        event=kind.name,
                        limit=LIMIT,
                    )
                )


class MailActivity(models.Model):
    _inherit = "mail.activity"

    result_id = fields.Many2one(
        "crm.event.result", "Result", readonly=True, index="btree_not_null", ondelete="restrict"
    )
