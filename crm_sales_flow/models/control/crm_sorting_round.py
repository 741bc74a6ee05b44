from odoo import api, fields, models


class CrmSortingRound(models.Model):
    """One sorting of one working day: kept, or broken by a request that was left (F03, Z07)."""

    _name = "crm.sorting.round"
    _description = "Sorting held"
    _inherit = ["flow.claim.mixin"]
    _order = "due_at desc, id desc"
    _rec_name = "due_at"

    slot_id = fields.Many2one(
        "crm.sorting.slot", "Sorting", required=True, readonly=True, index=True, ondelete="restrict"
    )
    due_at = fields.Datetime("Was due at", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", readonly=True)
    breach_count = fields.Integer(
        "Not sorted in time", readonly=True, help="Requests that were left at the end of it."
    )
    state = fields.Selection(
        [("kept", "Kept"), ("broken", "Broken")],
        "Result",
        compute="_compute_state",
        store=True,
        index=True,
    )
    kept_share = fields.Float(
        "Kept, %", compute="_compute_state", store=True, aggregator="avg", digits=(16, 1)
    )

    _slot_uniq = models.Constraint(
        "UNIQUE (slot_id, due_at)", "This sorting has been counted already."
    )

    @api.depends("breach_count")
    def _compute_state(self):
        for held in self:
            held.state = "broken" if held.breach_count else "kept"
            held.kept_share = 0 if held.breach_count else 100

    @api.model
    def _hold(self, slot, end, breaches):
        """Count a sorting once; a second pass over the same hour finds nothing new."""
        held = self._claim(
            {"slot_id": slot.id, "due_at": end, "company_id": slot.company_id.id or None}
        )
        held.write({"breach_count": breaches})
        return held

    def action_breaches(self):
        """The requests that were left."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_sales_flow.action_sorting_breach"
        )
        domain = [("slot_id", "=", self.slot_id.id), ("due_at", "=", self.due_at)]
        return {**action, "domain": domain, "context": {}}
