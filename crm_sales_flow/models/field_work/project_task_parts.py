from odoo import Command, fields, models


class ProjectTask(models.Model):
    """What was done at a visit, how long it took, and what it consumed (S08)."""

    _inherit = "project.task"

    work_kind = fields.Selection(
        [("inspection", "Inspection"), ("repair", "Repair"), ("replacement", "Replacement")],
        "Kind of Work",
        default="inspection",
        tracking=True,
        help="What was done at the visit.",
    )
    hours_spent = fields.Float("Hours on site", help="Working time of the visit.")
    part_ids = fields.One2many("crm.visit.part", "task_id", "Parts used")
    part_picking_id = fields.Many2one(
        "stock.picking",
        "Write-off of parts",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The note by which the warehouse writes the used parts off.",
    )

    def _act_signed(self):
        """The parts of the signed act go to the warehouse as a delivery to be confirmed.

        Elevated: an engineer has no rights on stock, and does not need them.
        """
        result = super()._act_signed()
        if self.part_ids:
            picking = self.env["stock.picking"].sudo().create(self._part_picking_values())
            picking.action_confirm()
            self.sudo().with_context(tracking_disable=True).part_picking_id = picking
        return result

    def _part_picking_values(self):
        visit = self.sudo()
        company = visit.company_id or self.env.company
        warehouse = self.env["stock.warehouse"].sudo()
        kind = warehouse.search([("company_id", "=", company.id)], limit=1).out_type_id
        target = visit.partner_id.property_stock_customer or kind.default_location_dest_id
        places = {"location_id": kind.default_location_src_id.id, "location_dest_id": target.id}
        return {
            **places,
            "picking_type_id": kind.id,
            "partner_id": visit.partner_id.id,
            "company_id": company.id,
            "origin": visit.act_number,
            "move_ids": [
                Command.create(
                    {
                        **places,
                        "product_id": part.product_id.id,
                        "product_uom_qty": part.quantity,
                        "product_uom": part.uom_id.id,
                        "company_id": company.id,
                    }
                )
                for part in visit.part_ids
            ],
        }
