from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmStageAction(models.Model):
    """A row of a stage's checklist: what to do, who does it, what comes out of it (I07).

    A row is never ticked by hand: its condition is the fact itself, so that the list can be
    trusted.
    """

    _name = "crm.stage.action"
    _inherit = ["flow.condition.mixin"]
    _description = "What to do at a stage"
    _order = "stage_id, sequence, id"

    name = fields.Char("What to do", help="One action, said to the one who does it.")
    stage_id = fields.Many2one("crm.stage", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hint = fields.Char("How", translate=True, help="One sentence: on which page, by which button.")
    role_id = fields.Many2one(
        "res.groups", "Who does it", ondelete="restrict", help="A role of the sales process."
    )
    document_type_id = fields.Many2one(
        "crm.deal.document.type", "Document", help="The document that comes out of it."
    )
    event_type_id = fields.Many2one(
        "mail.activity.type", "Event", help="The event by which it is done: a call, a meeting."
    )
    domain = fields.Char(
        "Done when",
        help="The row ticks itself for the deals that satisfy this.",
    )
    applies_domain = fields.Char(help="For other deals the row is not shown.")

    @api.constrains("domain")
    def _check_fact(self):
        for action in self:
            if action._parse(action.domain).is_true():
                raise ValidationError(
                    self.env._(
                        "Say by which fact «%(action)s» is known to be done: "
                        "without a condition it would always be ticked.",
                        action=action.name,
                    )
                )

    def _who(self, lead):
        """Who does it on ``lead``: the person where the deal knows one, else the role."""
        self.ensure_one()
        role_id = self.env["ir.model.data"]._xmlid_to_res_id  # cached, unlike env.ref
        person = self.env["res.users"]
        if self.role_id.id == role_id("crm_sales_flow.group_manager"):
            person = lead.user_id
        elif self.role_id.id == role_id("crm_sales_flow.group_head"):
            person = lead.team_id._flow_leader()
        return {"role": self.role_id.name or "", "person": person.name or ""}
