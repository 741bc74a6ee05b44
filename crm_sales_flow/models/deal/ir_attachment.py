from odoo import api, models
from odoo.exceptions import UserError

# Fields whose files are evidence: the scan of a document.
EVIDENCE = {"crm.deal.document": {"file"}}


class IrAttachment(models.Model):
    """A file that is evidence is changed by its document, which knows when it may be (N04).

    The field itself writes its file elevated; what comes here un-elevated goes past the field.
    """

    _inherit = "ir.attachment"

    @api.model
    def _flow_evidence(self):
        """:return: dict model -> names of the fields that people fill through the record only."""
        return EVIDENCE

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_evidence()
        return files

    def write(self, vals):
        self._check_evidence()
        result = super().write(vals)
        if {"res_model", "res_field"} & vals.keys():
            self._check_evidence()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._check_evidence()

    def _check_evidence(self):
        if self.env.su:
            return
        evidence = self._flow_evidence()
        if any(file.res_field in evidence.get(file.res_model, ()) for file in self.sudo()):
            raise UserError(self.env._("This file is changed in the document that it belongs to."))
