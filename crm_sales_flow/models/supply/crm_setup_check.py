from odoo import models


class CrmSetupCheck(models.TransientModel):
    _inherit = "crm.setup.check"

    def _setup_checks(self):
        return [*super()._setup_checks(), self._check_products(), self._check_warehouse()]

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

    def _check_warehouse(self):
        """Address storage, counts and minimum stock are Odoo's own: is anything of it used (M05)?

        A small warehouse may do without addresses; minimum stock keeps parts from running out.
        """
        words = {True: self.env._("yes"), False: self.env._("no")}
        addresses = self.env.user.has_group("stock.group_stock_multi_locations")
        # Two numbers for an administrator, who need not work in the warehouse himself.
        places, rules = self.env["stock.location"].sudo(), self.env["stock.warehouse.orderpoint"]
        counts = places.search_count([("cyclic_inventory_frequency", ">", 0)])
        rules = rules.sudo().search_count([])
        return {
            "name": self.env._("Warehouse: addresses, counts, minimum stock"),
            "is_ok": bool(rules),
            "detail": self.env._(
                "Storage addresses: %(addresses)s; places counted by turns: %(counts)s; rules of "
                "minimum stock: %(rules)s",
                addresses=words[addresses],
                counts=counts,
                rules=rules,
            ),
            "action_xmlid": "stock.action_stock_config_settings",
        }
