from odoo import api, models

ACT_FILES = {"act_signature", "act_file"}


class IrAttachment(models.Model):
    """The signature and the scan of an act are filled through the visit only (O04)."""

    _inherit = "ir.attachment"

    @api.model
    def _flow_evidence(self):
        return {**super()._flow_evidence(), "project.task": ACT_FILES}
