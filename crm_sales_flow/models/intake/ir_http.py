from odoo import models

REGISTER = tuple(
    f"crm_sales_flow.group_{role}"
    for role in ("manager", "request_sorter", "secretary", "marketer")
)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """The web client knows from the start whether to offer «New request» (E04)."""
        info = super().session_info()
        info["crm_sales_flow_registers"] = self._flow_registers()
        return info

    def _flow_registers(self):
        return any(map(self.env.user.has_group, REGISTER))
