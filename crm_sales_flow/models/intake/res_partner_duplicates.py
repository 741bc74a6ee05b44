from odoo import api, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "flow.duplicate.mixin"]

    @api.depends("phone", "email", "inn", "extra_phone_ids.phone", "extra_email_ids.email")
    def _compute_duplicate_rows(self):
        return super()._compute_duplicate_rows()

    def _flow_identity(self):
        """Own numbers and addresses; the INN belongs to the organisation."""
        result = {}
        for partner in self:
            phones = {partner.phone_key, *partner.extra_phone_ids.mapped("phone_key")}
            emails = {partner.email_normalized, *partner.extra_email_ids.mapped("email_normalized")}
            keys = {("phone", key) for key in phones} | {("email", key) for key in emails}
            if not partner.parent_id:
                keys.add(("inn", partner.inn))
            result[partner] = {(kind, key) for kind, key in keys if key}
        return result

    def _flow_client_keys(self):
        """By which a lead, deal or request of this client is known."""
        company = self.commercial_partner_id
        keys = self._flow_identity()[self] | {("client", company._origin.id)}
        return {*keys, ("inn", company.inn)} if company.inn else keys

    def _flow_is_own(self, other):
        """His organisation shares numbers with him; leads and requests of both are his own."""
        company = self.commercial_partner_id._origin
        if other._name == self._name:
            return other in (self._origin, company) or other.parent_id == self._origin
        return bool(company) and other.partner_id.commercial_partner_id == company

    def _flow_rows_for(self, user_env, record, readable):
        mine = record._name == self._name and record.id and record
        return [
            {
                "model": self._name,
                "id": partner.id,
                "kind": "client",
                "title": partner.display_name,
                "note": partner._flow_client_note(),
                "open": True,
                "merge": bool(mine) and mine.with_env(user_env)._flow_may_merge(partner),
            }
            for partner in self
        ]

    def _flow_client_note(self):
        status = dict(self._fields["client_status"]._description_selection(self.env))
        inn = self.inn and self.env._("INN %(inn)s", inn=self.inn)
        return " · ".join(filter(None, (status[self.client_status], inn, self.city)))
