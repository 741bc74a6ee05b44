from odoo import fields, models


class CrmRequest(models.Model):
    _inherit = "crm.request"

    misroute_ids = fields.One2many("crm.request.misroute", "request_id", "Returns")

    def _hand_over(self, department):
        result = super()._hand_over(department)
        self._went_to(department)
        return result

    def _attach(self, lead, user=None):
        result = super()._attach(lead, user)
        self._went_to(lead.team_id)
        return result

    def action_undo(self):
        """What is sorted once more goes elsewhere."""
        result = super().action_undo()
        for returned in self.sudo().misroute_ids.grouped("request_id").values():
            returned[0].to_team_id = False
        return result

    def _went_to(self, department):
        waiting = self.misroute_ids.filtered(lambda returned: not returned.to_team_id)
        waiting.to_team_id = department

    def _return(self, team, reason):
        """Back to the desk from ``team``; the sorter is told, the reason stands on the desk."""
        user, now = self.env.user, fields.Datetime.now()
        returns = self.env["crm.request.misroute"].create(
            [
                {
                    "request_id": request.id,
                    "from_team_id": team.id,
                    "reason": reason,
                    "user_id": user.id,
                    "returned_at": now,
                    "sorter_id": request.sorted_by_id.id,
                    "rule_id": request.rule_id.id,
                    "company_id": request.company_id.id,
                }
                for request in self
            ]
        )
        self._back_to_desk()
        for request in self:
            text = request._return_text(team, reason)
            request.write({"returned_at": now, "suggestion_reason": text[:500]})
            request._message_log(body=text)
        returns._tell_sorters()

    def _return_text(self, team, reason):
        return self.env._(
            "Returned by %(user)s from «%(team)s»: %(reason)s",
            user=self.env.user.name,
            team=team.name,
            reason=reason,
        )
