from odoo import fields, models


class CrmEquipmentComponent(models.Model):
    """What a machine was built of (S01).

    Written when the machine is shipped, from what its production really consumed; the passport
    keeps it whatever happens to the bill of materials. Machines sold before the system are
    entered by hand.
    """

    _name = "crm.equipment.component"
    _description = "Component of the Equipment"
    _order = "sequence, id"

    lot_id = fields.Many2one(
        "stock.lot", "Equipment", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one("product.product", "Component", required=True)
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    component_lot_id = fields.Many2one("stock.lot", "Serial Number", index="btree_not_null")
    note = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
