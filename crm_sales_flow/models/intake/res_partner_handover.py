from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Which clients marketing may hand over to sales (F10)."""

    _inherit = "res.partner"

    def _handover_refusals(self):
        """The criteria of handing over; other rooms and implementers add to them by ``super()``.

        :return: dict client -> why he is not handed over, for those who are not.
        """
        refusals = {}
        requests = {
            partner: self.env["crm.request"].sudo().new(partner._handover_values())
            for partner in self
        }
        batch = self.env["crm.request"].union(*requests.values()) if requests else ()
        opened = batch._senders()[1] if batch else {}
        waiting = self._handover_waiting()
        for partner, request in requests.items():
            if not partner.email and not partner.phone:
                refusals[partner] = self.env._("neither telephone nor e-mail")
            elif leads := opened[request]:
                refusals[partner] = self.env._(
                    "in work already: «%(lead)s», %(who)s",
                    lead=leads[0].name,
                    who=leads[0].user_id.name or leads[0].team_id.name or self.env._("sorting"),
                )
            elif number := waiting.get(partner.id):
                refusals[partner] = self.env._(
                    "waits for sorting already: %(number)s", number=number
                )
        return refusals

    def _handover_waiting(self):
        domain = Domain("partner_id", "in", self.ids) & Domain("state", "=", "new")
        requests = self.env["crm.request"].sudo().search_fetch(domain, ["partner_id", "name"])
        return {request.partner_id.id: request.name for request in requests}

    def _handover_values(self):
        """The client as a request names him."""
        company = self.commercial_partner_id
        return {
            "channel": "marketing",
            "partner_id": self.id,
            "contact_name": False if self.is_company else self.name,
            "partner_name": company.name if company.is_company else self.company_name,
            "phone": self.phone,
            "email_from": self.email,
        }

    @api.model
    def _handover_text(self, refusals):
        """:return: one line for each refusal."""
        return "\n".join(
            f"{partner.display_name}: {reason}" for partner, reason in refusals.items()
        )
