from odoo import fields, models
from odoo.exceptions import UserError

ROLES = [
    ("deal_manager", "Manager of the deal"),
    ("department_head", "Head of the department"),
]


class MailActivityPlanTemplate(models.Model):
    """A typical sale is one of Odoo's activity plans, whose tasks go to roles of the deal (I16)."""

    _inherit = "mail.activity.plan.template"

    responsible_type = fields.Selection(
        selection_add=ROLES, ondelete=dict.fromkeys(dict(ROLES), "set default")
    )

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        if self.responsible_type not in dict(ROLES):
            return super()._determine_responsible(on_demand_responsible, applied_on_record)
        if applied_on_record._name != "crm.lead":
            raise UserError(
                self.env._("«%(task)s» goes to a role of a deal.", task=self.display_name)
            )
        head = applied_on_record.team_id._flow_leader()
        manager = applied_on_record.user_id or head
        responsible = manager if self.responsible_type == "deal_manager" else head
        return {"responsible": responsible, "error": False, "warning": False}


class CrmTeam(models.Model):
    _inherit = "crm.team"

    sale_plan_id = fields.Many2one(
        "mail.activity.plan",
        "Typical sale",
        domain="[('res_model', '=', 'crm.lead')]",
        ondelete="restrict",
        help="The tasks of this plan are planned for every new deal of the department.",
    )


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _flow_after_move(self, moves):
        result = super()._flow_after_move(moves)
        begun = self.browse([lead.id for lead, origin, _target in moves if not origin])
        (begun - self._flow_returned(moves))._flow_plan_sale()
        return result

    def _flow_plan_sale(self):
        """Plan the typical sale of the department; an imported deal is in the middle of its own."""
        if self._flow_gates_waived():
            return
        for plan, deals in self.sudo().grouped(lambda lead: lead.team_id.sale_plan_id).items():
            if plan:
                self.env["mail.activity.schedule"].with_context(
                    active_model=self._name, active_ids=deals.ids
                ).create(
                    {"plan_id": plan.id, "plan_date": fields.Date.context_today(self)}
                ).action_schedule_plan()
