from odoo import api, models


class CrmRequest(models.Model):
    _inherit = "crm.request"

    @api.model
    def flow_desk(self):
        """The sorter sees at his desk how the sortings of this month were kept (Z07, Z11)."""
        board = self.env["flow.dashboard"]
        domain = board._period_domain("due_at", board._period("month"))
        counts = dict(self.env["crm.sorting.round"]._read_group(domain, ["state"], ["__count"]))
        return {
            **super().flow_desk(),
            "month": {"kept": counts.get("kept", 0), "all": sum(counts.values())},
        }
