from odoo import models


class CrmLead(models.Model):
    """Who gives a lead or deal to another department does not see it any more (A03, F06)."""

    _inherit = "crm.lead"

    def web_save(self, vals, specification, next_id=None):
        """The form reads again what it has saved, and what may not be read would take the change
        back. Then it shows what the person has seen before, and the new department."""
        if not self or next_id or "team_id" not in vals:
            return super().web_save(vals, specification, next_id=next_id)
        seen = self.with_context(bin_size=True).web_read(specification)
        rows = super().web_save(vals, {})
        if rows and self.has_access("read"):
            return self.with_context(bin_size=True).web_read(specification)
        for row in seen:
            if "team_id" in row:
                row["team_id"] = self._flow_given_to(vals["team_id"], specification["team_id"])
        return seen

    def _flow_given_to(self, team_id, specification):
        """:return: the department in the words of ``web_read``."""
        team = self.env["crm.team"].browse(team_id or ())
        if team and "fields" in specification:
            return team.web_read(specification["fields"])[0]
        return team.id
