from odoo import models

from .crm_request_door import LetterTrace


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _alias_bounce_incoming_email(self, message, message_dict, set_invalid=True):
        """A letter to the address of requests is registered in any case, and a fault of the moment
        is not one of the address: nobody is told that the letter was not accepted (C03)."""
        trace = self.env.context.get("flow_letter")
        ours = self.alias_model_id.model == "crm.request"
        if set_invalid and ours and isinstance(trace, LetterTrace):
            return None
        return super()._alias_bounce_incoming_email(message, message_dict, set_invalid=set_invalid)
