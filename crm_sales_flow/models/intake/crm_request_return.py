from odoo import fields, models


class CrmRequest(models.Model):
    _inherit = "crm.request"

    misroute_ids = fields.One2many("crm.request.misroute", "request_id", "Returns")

    def _hand_over(self, department):
        result = super()._hand_over(department)
        domain = [("request_id", "in", self.ids), ("to_team_id", "=", False)]
        self.env["crm.request.misroute"].search(domain).to_team_id = department
        return result

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
