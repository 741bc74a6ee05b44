from odoo import models

from .ir_actions_report import FORMS


class CrmSetupCheck(models.TransientModel):
    _inherit = "crm.setup.check"

    def _setup_checks(self):
        return [*super()._setup_checks(), self._check_gates(), self._check_printing()]

    def _check_gates(self):
        """An upgrade may take away a field that a condition asks for; the deals wait then."""
        gates = self.env["crm.stage.gate"].search([("active", "=", True)])
        broken = gates.filtered("problem")
        if broken:
            detail = self.env._(
                "Correct what cannot be checked: %(gates)s.",
                gates=", ".join(broken.mapped("display_name")),
            )
        else:
            detail = self.env._("%(count)s conditions", count=len(gates))
        return {
            "name": self.env._("Exit conditions of the stages"),
            "is_ok": not broken,
            "detail": detail,
            "action_xmlid": "crm_sales_flow.action_crm_stage_gate",
        }

    def _check_printing(self):
        """Forms are sent as PDF: one of the two programs that make it is on the server."""
        printer = self.env["ir.actions.report"].flow_form_printer(f"{FORMS}proposal")
        names = {"chromium": "Chromium", "wkhtmltopdf": "wkhtmltopdf"}
        return {
            "name": self.env._("Printing to PDF"),
            "is_ok": bool(printer),
            "detail": names.get(printer)
            or self.env._("Install Chromium on the server; until then only the preview works."),
            "action_xmlid": False,
        }
