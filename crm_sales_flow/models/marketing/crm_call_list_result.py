from odoo import models

OUTCOMES = {"interested": "interested_count", "refused": "refused_count"}


class CrmCallList(models.Model):
    """What the calls of a list came to (V11)."""

    _inherit = "crm.call.list"

    def _compute_results(self):
        """By the outcomes of the tasks: totals, whoever closed them."""
        groups = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("call_list_id", "in", self.ids)],
                ["call_list_id", "active", "outcome_id"],
                ["__count"],
            )
        )
        special = {
            self.env.ref(f"crm_sales_flow.outcome_{code}", False): name
            for code, name in OUTCOMES.items()
        }
        names = ("task_count", "open_count", "reached_count", *OUTCOMES.values())
        counts = {(record, name): 0 for record in self for name in names}
        for record, is_open, outcome, count in groups:
            counts[record, "task_count"] += count
            if is_open:
                counts[record, "open_count"] += count
            elif outcome.is_reached:
                counts[record, "reached_count"] += count
            if outcome and outcome in special:
                counts[record, special[outcome]] += count
        for record in self:
            for name in names:
                record[name] = counts[record._origin, name] if record._origin in self else 0
