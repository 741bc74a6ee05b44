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
