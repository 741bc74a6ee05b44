from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """The signature and the scan of a signed act stay as they were signed (O04)."""

    _inherit = "ir.attachment"

    def write(self, vals):
        self._check_signed_acts()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed_acts(self):
        self._check_signed_acts()

    def _check_signed_acts(self):
        if self.env.su:
            return
        papers = self.sudo().filtered(
            lambda file: (
                file.res_model == "project.task" and file.res_field in ("act_signature", "act_file")
            )
        )
        if papers and self.env["project.task"].sudo().browse(papers.mapped("res_id")).filtered(
            "act_signed_at"
        ):
            raise UserError(self.env._("The act is signed and can no longer be changed."))
