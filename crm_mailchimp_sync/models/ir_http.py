from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """The signature of a message is that of its raw bytes, which the reading of the form
        would use up (V03)."""
        result = super()._pre_dispatch(rule, args)
        if rule.rule.startswith("/crm_mailchimp_sync/webhook/"):
            request.httprequest.get_data(cache=True)
        return result
