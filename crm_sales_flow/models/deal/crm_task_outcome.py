from odoo import models


class CrmTaskOutcome(models.Model):
    _name = "crm.task.outcome"
    _inherit = ["crm.task.outcome", "flow.short.list.mixin"]

    _short_list_of = "activity_type_id"
