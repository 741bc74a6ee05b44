from odoo import fields, models


class CrmLead2opportunityPartner(models.TransientModel):
    """Who makes a deal sees what is known, and says on what basis (H01, H02, H05)."""

    _inherit = "crm.lead2opportunity.partner"

    flow_enabled = fields.Boolean(related="lead_id.flow_enabled")
    qualification_basis = fields.Selection(
        related="lead_id.qualification_basis", readonly=False, string="Basis"
    )
    has_contacts = fields.Boolean(related="lead_id.has_contacts")
    has_company = fields.Boolean(related="lead_id.has_company")
    has_needs = fields.Boolean(related="lead_id.has_needs")
    has_wishes = fields.Boolean(related="lead_id.has_wishes")
    open_question_count = fields.Integer(related="lead_id.open_question_count")
