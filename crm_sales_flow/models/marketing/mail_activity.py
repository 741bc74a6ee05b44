from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    call_list_id = fields.Many2one(
        "crm.call.list", "Call list", index="btree_not_null", ondelete="set null", readonly=True
    )
