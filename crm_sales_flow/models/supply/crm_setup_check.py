from odoo import models


class CrmSetupCheck(models.TransientModel):
    _inherit = "crm.setup.check"

    def _setup_checks(self):
        return [*super()._setup_checks(), self._check_products()]

    def _check_products(self):
        """Without something to sell there is nothing to select and to propose (AB04)."""
        count = self.env["product.template"].search_count([("sale_ok", "=", True)])
        return {
            "name": self.env._("Products to sell"),
            "is_ok": bool(count),
            "detail": self.env._("%(count)s products", count=count)
            if count
            else self.env._("Add or import the products, and mark them as sold."),
            "action_xmlid": "sale.product_template_action",
        }
