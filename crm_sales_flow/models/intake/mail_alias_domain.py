from odoo import api, models

from .crm_request_door import LetterTrace


class MailAliasDomain(models.Model):
    _inherit = "mail.alias.domain"

    @api.model
    def _find_aliases(self, email_list):
        """Of one letter the gateway asks it seven times."""
        trace = self.env.context.get("flow_letter")
        if not isinstance(trace, LetterTrace):
            return super()._find_aliases(email_list)
        asked = tuple(email_list)
        if asked not in trace.aliases:
            trace.aliases[asked] = super()._find_aliases(email_list)
        return list(trace.aliases[asked])
