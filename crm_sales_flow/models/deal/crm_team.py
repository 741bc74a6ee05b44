from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    sale_plan_id = fields.Many2one(
        "mail.activity.plan",
        "Typical sale",
        domain="[('res_model', '=', 'crm.lead')]",
        ondelete="restrict",
        help="The tasks of this plan are planned for every new deal of the department.",
    )
