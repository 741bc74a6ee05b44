from odoo import api, models
from odoo.fields import Domain

SHOWN = 10  # campaigns of one screen; the rest are in their list


class FlowDashboard(models.AbstractModel):
    """What campaigns brought, on the desk of the marketer and of the director (U05, Z11)."""

    _inherit = "flow.dashboard"

    @api.model
    def _blocks(self):
        return [*super()._blocks(), "campaigns"]

    @api.model
    def _block_desks(self):
        return {**super()._block_desks(), "campaigns": ("director", "marketer")}

    def _block_campaigns(self, period, filters):
        domain = self._leads_of(period, filters) & Domain("campaign_id", "!=", False)
        facts = {}
        groups = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                domain,
                ["campaign_id", "type", "won_status", "furthest_stage_id"],
                ["__count", "deal_amount:sum"],
            )
        )
        for campaign, kind, status, furthest, count, amount in groups:
            is_deal = kind == "opportunity" or bool(furthest)
            is_won = is_deal and status == "won"
            fact = facts.setdefault(campaign, dict.fromkeys(("all", "deals", "won", "money"), 0))
            fact["all"] += count
            fact["deals"] += count if is_deal else 0
            fact["won"] += count if is_won else 0
            fact["money"] += amount if is_won else 0
        best = sorted(facts, key=lambda campaign: -facts[campaign]["all"])[:SHOWN]
        return {
            "name": "campaigns",
            "title": self.env._("Campaigns"),
            "kind": "table",
            "columns": [
                {"key": "all", "label": self.env._("Leads")},
                {"key": "deals", "label": self.env._("Deals")},
                {"key": "won", "label": self.env._("Won deals")},
                {"key": "money", "label": self.env._("Revenue")},
                {"key": "cost", "label": self.env._("Spent")},
            ],
            "figures": [
                figure
                for campaign in best
                for figure in self._campaign_figures(campaign, facts[campaign], domain)
            ],
            "hint": self.env._("By the leads that came in the period; spent since the beginning."),
            "empty": self.env._("No campaign has brought a lead in this period."),
            "action": self._open(self.env._("Campaigns"), "utm.campaign", Domain.TRUE),
        }

    def _campaign_figures(self, campaign, fact, domain):
        mine = domain & Domain("campaign_id", "=", campaign.id)
        deals = mine & self.env["crm.lead"]._deal_domain()
        won = deals & Domain("won_status", "=", "won")
        spent = Domain("id", "=", campaign.id)
        cells = [
            ("all", self.env._("Leads"), fact["all"], "crm.lead", mine, ""),
            ("deals", self.env._("Deals"), fact["deals"], "crm.lead", deals, ""),
            ("won", self.env._("Won deals"), fact["won"], "crm.lead", won, ""),
            ("money", self.env._("Revenue"), fact["money"], "crm.lead", won, "money"),
            ("cost", self.env._("Spent"), campaign.cost, "utm.campaign", spent, "money"),
        ]
        name = campaign.title or campaign.name
        return [
            self._figure(
                f"{campaign.id}-{key}",
                label,
                value,
                self._open(f"{name}: {label}", model, part),
                unit,
                row=name,
                column=key,
            )
            for key, label, value, model, part, unit in cells
        ]
