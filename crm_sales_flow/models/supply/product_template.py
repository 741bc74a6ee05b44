from odoo import api, models


class ProductTemplate(models.Model):
    """New equipment has a serial number for each unit, as its category says (M04)."""

    _inherit = "product.template"

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._track_equipment(vals_list)
        return templates

    @api.depends("is_storable", "categ_id")
    def _compute_tracking(self):
        """On the form of a new product; what is in stock already keeps its way."""
        result = super()._compute_tracking()
        for template in self:
            if not template._origin.id and template._is_stored_equipment():
                template.tracking = "serial"
        return result

    def _track_equipment(self, vals_list):
        """The default of Odoo, by quantity, is meant for everything else; a person's word stays."""
        for template, vals in zip(self, vals_list, strict=True):
            if "tracking" not in vals and template._is_stored_equipment():
                template.tracking = "serial"

    def _is_stored_equipment(self):
        return self.is_storable and self.categ_id._is_equipment()
