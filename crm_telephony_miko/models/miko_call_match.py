from odoo import models

from odoo.addons.crm_sales_flow.tools.phone import phone_key


class MikoCall(models.Model):
    """Who is on the other end of the line, by equality of phone keys (B04, B06)."""

    _inherit = "miko.call"

    def _match_values(self, number, direction):
        kind = self._counterpart(number, direction)
        partner = self._sender(number)[0] if kind == "client" else self.env["res.partner"]
        return {"counterpart": kind, "partner_id": partner.id}

    def _counterpart(self, number, direction):
        key = phone_key(number)
        if direction == "internal":
            return "employee"
        if not key:
            return "hidden"
        if self.env["miko.line"]._line_of(self.pbx_id, number):
            return "own"
        known = self.env["miko.extension"]._knows(self.pbx_id, number)
        return "employee" if known else "client"

    def _sender(self, number):
        """:return: the client, and the open leads and deals of the number: as for any request."""
        request = self.env["crm.request"].sudo().new({"phone": number, "channel": "phone"})
        clients, leads = request._senders()[:2]
        company = self.company_id or self.env.company
        mine = leads[request].filtered(lambda lead: lead.company_id in (company, company.browse()))
        return clients[request], mine

    def _choose_lead(self, leads):
        """The only open lead or deal; of several the one of the employee who talked, else the
        one of the department whose number was called (X08)."""
        for chosen in (
            leads,
            leads.filtered(lambda lead: lead.user_id and lead.user_id == self._spoke()),
            leads.filtered(lambda lead: lead.team_id and lead.team_id == self.line_id.team_id),
        ):
            if len(chosen) == 1:
                return chosen
        return leads.browse()

    def _spoke(self):
        return self.last_user_id or self.user_id
