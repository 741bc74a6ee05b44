from markupsafe import Markup

from odoo import models

from .flow_origin_mixin import TOLD


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "flow.origin.mixin"]

    def _flow_task_values(self, policy, deadline, user, note):
        """The manager knows what the client searched for before he calls (D07)."""
        if policy.code == "first_call" and not note:
            note = self._origin_note()
        return super()._flow_task_values(policy, deadline, user, note)

    def _origin_note(self):
        rows = [Markup("<li>%s: %s</li>") % pair for pair in self._origin_texts()]
        if self.campaign_id and not self.told_campaign:
            label = self._fields["campaign_id"]._description_string(self.env)
            rows.append(Markup("<li>%s: %s</li>") % (label, self.campaign_id.display_name))
        return Markup("<ul>%s</ul>") % Markup().join(rows) if rows else False

    def _merge_get_fields(self):
        return super()._merge_get_fields() + list(TOLD)
