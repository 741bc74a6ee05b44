from odoo import api, models


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    @api.model_create_multi
    def create(self, vals_list):
        """A machine with a serial number is made by an order of its own.

        Otherwise every component of the order is written to every machine of it. Whoever wants
        batches says so in the bill of materials.
        """
        boms = super().create(vals_list)
        for bom, vals in zip(boms, vals_list, strict=True):
            if (
                "enable_batch_size" not in vals
                and bom.type == "normal"
                and bom.product_tmpl_id.tracking == "serial"
            ):
                bom.write({"enable_batch_size": True, "batch_size": 1.0})
        return boms
