from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

SOON = timedelta(days=60)  # papers that end within these days are to be renewed


class FlowDashboard(models.AbstractModel):
    """What clients have of us after the sale, and what they say of us."""

    _inherit = "flow.dashboard"

    @api.model
    def _blocks(self):
        return [*super()._blocks(), "service", "control_calls"]

    @api.model
    def _block_desks(self):
        return {**super()._block_desks(), "control_calls": ("director", "head")}

    def _block_service(self, period, filters):
        """Contracts after won deals, and the papers that end soon (Z09)."""
        model = "crm.service.report"
        domain = self._period_domain("closed_at", period) & self._filter_domain(filters)
        figures = self._state_figures(
            model,
            domain,
            "outcome",
            [
                ["contract", self.env._("With a contract"), "good"],
                ["agreed", self.env._("Contract in the works"), ""],
                ["later", self.env._("Later"), ""],
                ["refused", self.env._("Refused"), ""],
                ["none", self.env._("Not offered"), "bad"],
            ],
            [
                self.env._("Share with a contract"),
                "contract",
                ["contract", "agreed", "later", "refused", "none"],
            ],
        )
        return {
            "name": "service",
            "title": self.env._("Service after the sale"),
            "kind": "numbers",
            "figures": [*figures, *self._ending_figures(filters)],
            "hint": self.env._("Of deals won in the period; what ends is counted from today."),
            "empty": self.env._("No deal was won in this period, and no paper ends soon."),
            "action": self._open(self.env._("Report"), model, domain, views="pivot,graph,list"),
        }

    def _ending_figures(self, filters):
        today = self._today()
        # Of the deals that the person sees: «any» asks the rules of deals.
        deals = self._filter_domain(filters) & Domain("team_id.flow_enabled", "=", True)
        certificates = (
            Domain("verdict", "=", "passed")
            & Domain("valid_until", ">=", today)
            & Domain("valid_until", "<=", today + SOON)
            & Domain("lead_id", "any", deals)
        )
        contracts = (
            Domain("state", "=", "active")
            & Domain("date_end", ">=", today)
            & Domain("date_end", "<=", today + SOON)
            & self._filter_domain(filters, team="lead_id.team_id")
        )
        questions = [
            (
                "certificates",
                self.env._("Certificates end within 60 days"),
                "crm.attestation.certificate",
                certificates,
            ),
            (
                "contracts",
                self.env._("Contracts end within 60 days"),
                "crm.service.contract",
                contracts,
            ),
        ]
        figures = []
        for key, label, model, domain in questions:
            action = self._open(label, model, domain)
            figures.append(self._figure(key, label, self._count(action), action))
        return figures

    def _block_control_calls(self, period, filters):
        """What clients drawn by lot said of each manager (A09)."""
        model = "crm.control.call"
        by_manager = self._filter_domain(filters, user="manager_id")
        domain = self._period_domain("called_at", period) & by_manager
        domain &= Domain("state", "=", "done")
        figures = []
        groups = self.env[model]._read_group(
            domain, ["manager_id"], ["__count", "score:avg"], order="manager_id"
        )
        for user, count, score in groups:
            name = user.name or self.env._("Nobody")
            action = self._open(name, model, domain & Domain("manager_id", "=", user.id))
            cells = [("count", self.env._("Calls"), count), ("score", self.env._("Score"), score)]
            for key, label, value in cells:
                unit = self.env._("of 5") if key == "score" else ""
                figures.append(
                    self._figure(
                        f"{user.id}-{key}", label, value, action, unit, row=name, column=key
                    )
                )
        waiting = Domain("state", "=", "planned") & by_manager
        return {
            "name": "control_calls",
            "title": self.env._("Control calls"),
            "kind": "table",
            "columns": [
                {"key": "count", "label": self.env._("Calls")},
                {"key": "score", "label": self.env._("Average score")},
            ],
            "figures": figures,
            "empty": self.env._("No client has answered a control call in this period."),
            "action": self._open(self.env._("To be called"), model, waiting),
        }
