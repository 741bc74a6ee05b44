from odoo import api, models
from odoo.fields import Domain


class FlowDashboard(models.AbstractModel):
    """What wants somebody's hand now, whatever the period (Z11)."""

    _inherit = "flow.dashboard"

    @api.model
    def _blocks(self):
        return ["now", *super()._blocks()]

    def _block_now(self, period, filters):
        lead_filter = self._filter_domain(filters)
        pending = Domain("won_status", "=", "pending") & Domain("active", "=", True)
        ours = Domain("team_id.flow_enabled", "=", True) & pending & lead_filter
        ours &= Domain("awaits_sorting", "=", False)  # that is a request still
        deals = ours & Domain("type", "=", "opportunity")
        # Which tasks are overdue is told by the moment alone: the states of all are not judged.
        late = Domain("done_at", "=", False) & Domain("due_at", "<", self.env.cr.now())
        late &= lead_filter
        questions = [
            ("overdue", self.env._("Overdue tasks"), "crm.task.report", late),
            ("idle", self.env._("No next step"), "crm.lead", deals & self._idle()),
            ("stuck", self.env._("Stuck deals"), "crm.lead", deals & self._stuck()),
            ("hard", self.env._("Hard cases"), "crm.lead", deals & self._hard()),
        ]
        if self.env.context.get("flow_desk") != "manager":
            waiting = ours & Domain("user_id", "=", False)
            questions.insert(0, ("unassigned", self.env._("Not assigned"), "crm.lead", waiting))
        figures = []
        for key, label, model, domain in questions:
            action = self._open(label, model, domain)
            count = self._count(action)
            tone = "bad" if count and key != "hard" else ""
            figures.append(self._figure(key, label, count, action, tone=tone))
        return {
            "name": "now",
            "title": self.env._("Now"),
            "kind": "numbers",
            "is_wide": True,
            "figures": figures,
            "empty": self.env._("Nothing waits: no overdue task, no deal without a next step."),
        }

    @api.model
    def _idle(self):
        """A task that is done is no next step: Odoo keeps it, archived."""
        return Domain("activity_ids", "not any", Domain("active", "=", True))

    @api.model
    def _stuck(self):
        return Domain("is_rotting", "=", True)

    @api.model
    def _hard(self):
        return Domain("is_hard_case", "=", True)
