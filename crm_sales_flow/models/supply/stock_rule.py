from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _make_mo_get_domain(self, procurement, bom):
        """What somebody waits for is made by a production order of its own (L04, L05).

        Odoo only raises the quantity of a similar one, and ties what waits to nothing: those
        units would be nobody's, and the move that waits for them would never be reserved.
        """
        if procurement.values.get("move_dest_ids"):
            return (("id", "=", False),)
        return super()._make_mo_get_domain(procurement, bom)
