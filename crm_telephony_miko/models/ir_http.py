from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """The web client must know at a click whether there is a phone to ring (B08)."""
        info = super().session_info()
        if self.env.user._is_internal():
            info["miko_extension"] = self.env["miko.extension"]._mine().number or ""
        return info
