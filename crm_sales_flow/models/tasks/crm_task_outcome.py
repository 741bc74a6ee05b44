from odoo import fields, models


class CrmTaskOutcome(models.Model):
    """What a call or a task came to; it decides what is asked for next (G08, G09)."""

    _name = "crm.task.outcome"
    _description = "Outcome of a task"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_reached = fields.Boolean(
        "The client was reached",
        default=True,
        help="When not, the task stays open and is tried again: the clock goes on.",
    )
    needs_next = fields.Boolean(
        "Asks for a next step",
        default=True,
        help="The task cannot be closed without the next one: no deal without a next step.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Only for",
        index="btree_not_null",
        ondelete="cascade",
        help="The kind of event that may end so; empty: for tasks of any kind.",
    )
