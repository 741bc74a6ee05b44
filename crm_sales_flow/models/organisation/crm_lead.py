from odoo import models


class CrmLead(models.Model):
    """Hooks of the deal: any room may extend them with super(), the room ``deal`` calls them."""

    _inherit = "crm.lead"

    def _flow_check_write(self, vals):
        """Refuse ``vals`` by raising UserError; called before they are written on ``self``."""

    def _flow_need_texts(self):
        """:return: list of what the client asked for, in his words; one need line each."""
        return []
