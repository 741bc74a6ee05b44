from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    old_number = fields.Char(
        "Number in the old system",
        copy=False,
        help="By this number the deal is known again when it is imported a second time.",
    )

    _old_number_uniq = models.UniqueIndex(
        "(old_number) WHERE old_number IS NOT NULL",
        "A deal with this number of the old system is already there.",
    )
