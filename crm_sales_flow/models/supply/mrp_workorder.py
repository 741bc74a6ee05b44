from odoo import models

from .supply_watch import watch


class MrpWorkorder(models.Model):
    """Each operation that is done, or reports units, moves the readiness of the deals (L06)."""

    _inherit = "mrp.workorder"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "qty_produced"}:
            for production, _operations in self.grouped("production_id").items():
                watch(moves=production.move_finished_ids, cause=production.name)
        return result
