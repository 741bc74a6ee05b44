from odoo import api, models


class CrmRequest(models.Model):
    """The person who registers a call sees before saving what is known of the number (E04, E07)."""

    _name = "crm.request"
    _inherit = ["crm.request", "flow.duplicate.mixin"]

    @api.depends("phone", "email_from", "inn", "partner_id", "lead_id", "state")
    def _compute_duplicate_rows(self):
        return super()._compute_duplicate_rows()

    def _flow_identity(self):
        result = {}
        for request in self:
            keys = {
                ("phone", request.phone_key),
                ("email", request.email_normalized),
                ("inn", request.inn),
            }
            if request.partner_id:
                keys |= request.partner_id._flow_client_keys()
            result[request] = {(kind, key) for kind, key in keys if key}
        return result

    def _flow_is_own(self, other):
        """Candidates to attach to have a list of their own on the form."""
        mine = {*self._origin, *self.lead_id, *self.lead_id.request_ids, *self.partner_id}
        return other in (mine | {*self.candidate_lead_ids.sudo()} if self.id else mine)

    def _flow_rows_for(self, user_env, record, readable):
        states = dict(self._fields["state"]._description_selection(user_env))
        return [
            {
                "model": self._name,
                "id": request.id,
                "kind": "request",
                "title": " ".join(
                    filter(None, (request.name, request in readable and request.subject))
                ),
                "note": states[request.state],
                "open": request in readable,
                "merge": False,
            }
            for request in self
        ]
