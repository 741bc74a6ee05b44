from odoo import fields, models

POLICY = "marketing_response"


class CrmTouch(models.Model):
    """The answer of a client, and what follows from it (U04, U14)."""

    _inherit = "crm.touch"

    def _take_response(self):
        told = {"response_at": fields.Datetime.now(), "response_user_id": self.env.uid}
        # Who answered when is a fact that nobody types in.
        self.sudo().write(told)
        self.filtered(lambda touch: touch.response == "interested")._start_chain()

    def _start_chain(self):
        """«Interested»: the manager of the client gets a task, or sorting gets a request."""
        leads = self._leads_in_work()
        for touch in self.sudo():
            lead = leads.get(touch.commercial_partner_id)
            if lead:
                note = self.env._("Answer to «%(name)s»: interested", name=touch.name)
                lead._flow_schedule(POLICY, note=note)
            else:
                touch._make_request()

    def _leads_in_work(self):
        """:return: dict organisation -> its newest lead or deal that somebody has"""
        leads = (
            self.env["crm.lead"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", self.sudo().commercial_partner_id.ids),
                    ("user_id", "!=", False),
                    ("won_status", "=", "pending"),
                ],
                order="id",
            )
        )
        return {lead.partner_id.commercial_partner_id: lead for lead in leads}

    def _make_request(self):
        """Nobody works with the client: his request goes to the sorting desk, once."""
        if self.partner_id._handover_refusals():
            return
        self.env["crm.request"].create(
            {
                **self.partner_id._handover_values(),
                "subject": self.env._("Interested: %(name)s", name=self.name),
                "campaign_id": self.campaign_id.id,
            }
        )
