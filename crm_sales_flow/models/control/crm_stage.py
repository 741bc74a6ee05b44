from odoo import models


class CrmStage(models.Model):
    _inherit = "crm.stage"

    def write(self, vals):
        """How far is far depends on the order of the stages (Z01)."""
        result = super().write(vals)
        if "sequence" in vals:
            self.env["crm.lead"]._settle_reach(everywhere=True)
        return result
