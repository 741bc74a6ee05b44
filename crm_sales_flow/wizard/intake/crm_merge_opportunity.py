from odoo import api, fields, models


class CrmMergeOpportunity(models.TransientModel):
    """Odoo's merge, which says beforehand what goes into which and what is given up (E07)."""

    _inherit = "crm.merge.opportunity"

    kept_lead_id = fields.Many2one("crm.lead", "Stays", compute="_compute_outcome")
    given_lead_ids = fields.Many2many(
        "crm.lead", string="Merged into it", compute="_compute_outcome"
    )
    summary = fields.Html(compute="_compute_outcome", string="What differs")

    @api.depends("opportunity_ids")
    def _compute_outcome(self):
        for wizard in self:
            leads = wizard.opportunity_ids._origin._sort_by_confidence_level(reverse=True)
            wizard.kept_lead_id = leads[:1]
            wizard.given_lead_ids = leads[1:]
            wizard.summary = leads._flow_merge_summary(leads._flow_merge_names())
