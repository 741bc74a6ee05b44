from odoo import fields, models


class CrmLead(models.Model):
    """A new deal gets the tasks of its department's typical sale (I16)."""

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
