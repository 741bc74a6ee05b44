from ast import literal_eval

from odoo import api, fields, models


class CrmLead(models.Model):
    """What is offered beside the equipment, and where it is looked for (J01, J03)."""

    _inherit = "crm.lead"

    usual_service_ids = fields.Many2many(
        "product.product",
        string="Usual services",
        compute="_compute_usual_service_ids",
        help="Services that usually go with the selected equipment and are not selected yet.",
    )

    @api.depends(
        "selection_line_ids.product_id.categ_id.usual_service_ids",
        "selection_line_ids.product_id.optional_product_ids",
        "selection_line_ids.state",
    )
    def _compute_usual_service_ids(self):
        """Of the category, and what the product names itself; what was refused is not offered."""
        for lead in self:
            equipment = lead.selection_line_ids.filtered(lambda x: x.state != "rejected").product_id
            services = equipment.optional_product_ids.product_variant_id.filtered(
                lambda product: product.type == "service"
            )
            for category in equipment.categ_id:
                services |= category._usual_services()
            lead.usual_service_ids = services - lead.selection_line_ids.product_id

    def action_add_usual_services(self):
        """They become variants; the manager takes out what this client does not need."""
        self.ensure_one()
        self.selection_line_ids.create(
            [{"lead_id": self.id, "product_id": service.id} for service in self.usual_service_ids]
        )

    def action_select_products(self):
        """The products with what the company can do about each, to choose from with the client."""
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_sales_flow.action_product_selection"
        )
        shown = literal_eval(action["context"])
        return action | {"context": {**shown, "selection_lead_id": self.id}}
