from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    may_return = fields.Boolean(compute="_compute_may_return", export_string_translation=False)

    @api.depends_context("uid")
    @api.depends("type", "team_id", "awaits_sorting", "request_ids")
    def _compute_may_return(self):
        for lead in self:
            lead.may_return = not lead._refuses_return() and bool(lead.sudo().request_ids)

    def _refuses_return(self):
        """:return: why the user may not return the lead to the desk, or False."""
        lead, user = self.sudo(), self.env.user
        if lead.type != "lead" or lead.awaits_sorting or not lead.active:
            return self.env._("«%(lead)s» is no lead of a department any more.", lead=lead.name)
        if not lead.team_id.flow_enabled:
            return self.env._("«%(lead)s» is not in the sales process.", lead=lead.name)
        if user not in lead.team_id.head_ids and not user.has_group(
            "crm_sales_flow.group_director"
        ):
            return self.env._("Only the Head of the department returns «%(lead)s».", lead=lead.name)
        return False

    def action_return(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not ours"),
            "res_model": "crm.lead.return",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lead_id": self.id},
        }

    def _return_to_desk(self, reason):
        """The Head says that the lead is not for his department (F05)."""
        self.ensure_one()
        self.check_access("write")
        lead = self.sudo()
        if not lead.try_lock_for_update(allow_referencing=True):
            raise UserError(self.env._("Somebody works on «%(lead)s» just now.", lead=lead.name))
        lead.invalidate_recordset()
        if refusal := self._refuses_return():
            raise AccessError(refusal)
        requests = lead.request_ids.filtered(lambda request: request.state == "sorted")
        requests = requests or lead.request_ids.filtered(lambda r: r.state == "attached")[-1:]
        if not requests:
            raise UserError(
                self.env._(
                    "«%(lead)s» did not come as a request. Change its department, or mark it as "
                    "not a target.",
                    lead=lead.name,
                )
            )
        team = lead.team_id
        lead._message_log(body=requests[0]._return_text(team, reason))
        requests._return(team, reason)
