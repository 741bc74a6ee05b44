from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmVisitPart(models.Model):
    """A spare part that the engineer used at a visit; the warehouse writes it off (S08)."""

    _name = "crm.visit.part"
    _description = "Part Used at a Visit"

    task_id = fields.Many2one(
        "project.task", "Visit", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product",
        "Part",
        required=True,
        ondelete="restrict",
        domain=[("type", "=", "consu")],
    )
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity of a part must be more than zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._check_open()
        return parts

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_open()

    def _check_open(self):
        if self.sudo().task_id.filtered("act_signed_at"):
            raise UserError(self.env._("The act is signed and can no longer be changed."))
