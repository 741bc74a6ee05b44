from odoo import api, fields, models


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
    has_client = fields.Boolean(compute="_compute_has_client")
    may_join = fields.Boolean(compute="_compute_may_join")
    is_joined = fields.Boolean(
        "Join with other deals of the client",
        compute="_compute_is_joined",
        inverse="_inverse_is_joined",
        help="The leads and deals of the list become one; the others are deleted.",
    )

    @api.depends("duplicated_lead_ids")
    def _compute_name(self):
        """A new wish of a known client is a deal of its own; who wants it otherwise says so."""
        for wizard in self.filtered(lambda wizard: wizard.flow_enabled and not wizard.name):
            wizard.name = "convert"
        return super()._compute_name()

    @api.depends("lead_id.partner_id")
    def _compute_has_client(self):
        for wizard in self:
            wizard.has_client = bool(wizard.lead_id.partner_id)

    @api.depends("duplicated_lead_ids", "lead_id")
    def _compute_may_join(self):
        for wizard in self:
            wizard.may_join = bool(wizard.duplicated_lead_ids - wizard.lead_id)

    @api.depends("name")
    def _compute_is_joined(self):
        for wizard in self:
            wizard.is_joined = wizard.name == "merge"

    def _inverse_is_joined(self):
        for wizard in self:
            wizard.name = "merge" if wizard.is_joined else "convert"
