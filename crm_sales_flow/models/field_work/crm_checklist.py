from odoo import api, fields, models


class CrmChecklist(models.Model):
    """What is done and measured on a kind of equipment (O03, P04)."""

    _name = "crm.checklist"
    _description = "Checklist of Works"
    _order = "kind, name"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("installation", "Commissioning"),
            ("attestation", "Attestation protocol"),
            ("visit", "Service visit"),
        ],
        required=True,
        default="installation",
        help="Commissioning and service: filled by the engineer on site. Protocol: filled with the "
        "certificate.",
    )
    category_ids = fields.Many2many(
        "product.category",
        "crm_checklist_category_rel",
        "checklist_id",
        "category_id",
        "Equipment",
        help="Categories of products, with those below them; the nearest category decides.",
    )
    line_ids = fields.One2many("crm.checklist.line", "checklist_id", "Points", copy=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")

    @api.model
    def _lines_for(self, products, kind):
        """product -> points of the checklist of its category, or of the nearest one above."""
        checklists = self.sudo().search(
            [("kind", "=", kind), ("company_id", "in", (False, self.env.company.id))]
        )
        by_category = {}
        for checklist in checklists:
            for category in checklist.category_ids:
                by_category.setdefault(category.id, checklist)
        result = {}
        for product in products:
            path = (product.sudo().categ_id.parent_path or "").split("/")[:-1]
            nearest = next(
                (by_category[int(x)] for x in reversed(path) if int(x) in by_category), 0
            )
            result[product] = (nearest or checklists.browse()).line_ids
        return result
