from odoo import models


class CrmRequest(models.Model):
    """Registering while the client is on the line: the number is told at once."""

    _inherit = "crm.request"

    def action_registered(self):
        """Button of the short form; ``register_next`` in the context opens it once more."""
        self.ensure_one()
        following = {"type": "ir.actions.act_window_close"}
        if self.env.context.get("register_next"):
            following = self.env["ir.actions.act_window"]._for_xml_id(
                "crm_sales_flow.action_request_quick"
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._registered_text(),
                "sticky": True,
                "next": following,
            },
        }

    def _registered_text(self):
        # The name of the lead is shown to whoever sees the request, as in its form.
        lead = self.lead_id.sudo()
        if self.state == "new" or not lead:
            return self.env._("%(number)s: waits for sorting", number=self.name)
        if not lead.user_id:
            return self.env._("%(number)s: added to «%(lead)s»", number=self.name, lead=lead.name)
        return self.env._(
            "%(number)s: added to «%(lead)s», manager %(manager)s",
            number=self.name,
            lead=lead.name,
            manager=lead.user_id.name,
        )
