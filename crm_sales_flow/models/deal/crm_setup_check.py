from odoo import models


class CrmSetupCheck(models.TransientModel):
    _inherit = "crm.setup.check"

    def _setup_checks(self):
        return [*super()._setup_checks(), self._check_gates()]

    def _check_gates(self):
        """An upgrade may take away a field that a condition asks for; the deals wait then."""
        gates = self.env["crm.stage.gate"].search([("active", "=", True)])
        broken = gates.filtered("problem")
        if broken:
            detail = self.env._(
                "Cannot be checked: %(gates)s", gates=", ".join(broken.mapped("display_name"))
            )
        else:
            detail = self.env._("%(count)s conditions", count=len(gates))
        return {
            "name": self.env._("Exit conditions of the stages"),
            "is_ok": not broken,
            "detail": detail,
            "action_xmlid": "crm_sales_flow.action_crm_stage_gate",
        }
