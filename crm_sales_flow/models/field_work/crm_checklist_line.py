from odoo import fields, models

COMPARISONS = [
    ("none", "Done"),
    ("max", "Not more than"),
    ("min", "Not less than"),
    ("about", "Equal to"),
]


class CrmChecklistLine(models.Model):
    """A point of a checklist: a work to be done, or a parameter with its declared value."""

    _name = "crm.checklist.line"
    _description = "Point of a Checklist"
    _order = "sequence, id"

    checklist_id = fields.Many2one("crm.checklist", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char("What is done or measured", required=True, translate=True)
    comparison = fields.Selection(
        COMPARISONS,
        "Check",
        required=True,
        default="none",
        help="«Done» asks for no value; the others compare what was measured with the declared.",
    )
    declared = fields.Float("Declared Value", digits=False)
    tolerance = fields.Float(
        digits=False, help="For «Equal to»: so much more or less still conforms."
    )
    unit = fields.Char(help="Pa, °C, mm ...")

    def _result_values(self):
        return {
            "name": self.name,
            "sequence": self.sequence,
            "comparison": self.comparison,
            "declared": self.declared,
            "tolerance": self.tolerance,
            "unit": self.unit,
        }
