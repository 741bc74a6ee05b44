from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    marketing_touch_ids = fields.Many2many(related="partner_id.marketing_touch_ids")
