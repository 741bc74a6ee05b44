from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

SHOWN = 7  # rows of a card; the rest stand in its report


class FlowDashboard(models.AbstractModel):
    """How deals go: the funnel, the way from a request to a won deal, losses (Z01, Z02, Z05)."""

    _inherit = "flow.dashboard"

    @api.model
    def _blocks(self):
        return ["funnel", "conversion", "lost", *super()._blocks()]

    @api.model
    def _block_desks(self):
        desks = super()._block_desks()
        selling = ("director", "head", "manager")
        return {**desks, "funnel": selling, "conversion": (*selling, "marketer"), "lost": selling}

    @api.model
    def _leads_of(self, period, filters):
        """Leads that came in the period, sorted, of the process: every card counts the same."""
        came = self._period_domain("registered_at", period) & self._filter_domain(filters)
        process = self.env["crm.lead"]._process_domain()
        return came & process & Domain("awaits_sorting", "=", False)

    # -------------------------------------------------------------- funnel

    def _block_funnel(self, period, filters):
        """Deals that began in the period, and how far each of them ever came (Z01, Z03)."""
        domain = self._period_domain("begun_at", period) & self._filter_domain(filters)
        leads = self.env["crm.lead"].with_context(active_test=False)
        median = self.env["crm.funnel.report"]._median_days(leads._search(domain))
        steps = self._funnel(domain)
        stages = self.env["crm.stage"].union(*[stage for stage, *_facts in steps])
        figures = []
        for place, (stage, count, amount, gone) in enumerate(steps):
            further = Domain("furthest_stage_id", "in", stages[place:].ids)
            figures.append(
                self._figure(
                    str(stage.id),
                    stage.name,
                    count,
                    self._open(stage.name, "crm.lead", domain & further),
                    amount=amount,
                    percent=self._share(gone, count),
                    note=self._days_note(median.get(stage.id)),
                )
            )
        return {
            "name": "funnel",
            "title": self.env._("Sales funnel"),
            "kind": "funnel",
            "figures": figures if steps[0][1] else [],
            "hint": self.env._(
                "Deals that began in the period: how far each of them ever came, whether it went "
                "back, was lost or let past a stage."
            ),
            "empty": self.env._("No deal began in this period."),
            "action": self._open(
                self.env._("Sales funnel"), "crm.funnel.report", domain, views="pivot,graph,list"
            ),
        }

    @api.model
    def _funnel(self, domain):
        """:return: list of (stage, deals that came so far, their amount, those that went on), in
        the order of the process: counted once, by the furthest stage, and summed up from the end.
        """
        groups = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(domain, ["furthest_stage_id"], ["__count", "deal_amount:sum"])
        )
        ended = {stage: (count, amount) for stage, count, amount in groups}
        steps, further, total = [], 0, 0.0
        for stage in reversed(self.env["crm.stage"]._flow_stages()):
            count, amount = ended.get(stage, (0, 0.0))
            total += amount
            steps.append((stage, further + count, total, further))
            further += count
        return steps[::-1]

    def _days_note(self, days):
        if days is None:
            return ""
        days = formatLang(self.env, days, digits=1)
        return self.env._("median %(days)s working days", days=days)

    # ---------------------------------------------------------- conversion

    def _block_conversion(self, period, filters):
        """Requests, leads, contacts, deals, won ones, of the days on which they came (Z02, H06)."""
        leads, deals = self._leads_of(period, filters), self.env["crm.lead"]._deal_domain()
        contacts = deals | Domain("first_contact_at", "!=", False)
        won = deals & Domain("won_status", "=", "won")
        requests = self._period_domain("registered_at", period)
        requests &= self._filter_domain(filters, user="lead_id.user_id")
        requests &= Domain("state", "not in", ["filtered", "broken"])
        steps = [
            ("requests", self.env._("Requests"), "crm.request", requests),
            ("leads", self.env._("Leads"), "crm.lead", leads),
            ("contacts", self.env._("Contacts"), "crm.lead", leads & contacts),
            ("deals", self.env._("Deals"), "crm.lead", leads & deals),
            ("won", self.env._("Won deals"), "crm.lead", leads & won),
        ]
        actions = [self._open(label, model, domain) for _key, label, model, domain in steps]
        counts = [self._count(actions[0]), *self._lead_counts(leads)]
        figures = [
            self._figure(key, label, count, action, percent=self._share(after, count))
            for (key, label, *_rest), count, action, after in zip(
                steps, counts, actions, [*counts[1:], 0], strict=True
            )
        ]
        figures[0]["percent"] = None  # a lead may come without a request, and with several
        domain = self._days("date", period) & self._filter_domain(filters)
        domain &= Domain("kind", "in", ["request", "lead"])
        return {
            "name": "conversion",
            "title": self.env._("From requests to won deals"),
            "kind": "funnel",
            "figures": figures if any(counts) else [],
            "hint": self.env._("What came in the period, and what became of it until today."),
            "empty": self.env._("Nothing came in this period."),
            "action": self._open(
                self.env._("From requests to won deals"),
                "crm.effect.report",
                domain,
                views="pivot,graph,list",
            ),
        }

    @api.model
    def _lead_counts(self, domain):
        """:return: leads, contacts, deals, won ones, in one query"""
        groups = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                domain,
                ["type", "won_status", "furthest_stage_id"],
                ["__count", "first_contact_at:count"],
            )
        )
        leads = contacts = deals = won = 0
        for kind, status, furthest, count, contacted in groups:
            is_deal = kind == "opportunity" or bool(furthest)
            leads += count
            contacts += count if is_deal else contacted
            deals += count if is_deal else 0
            won += count if is_deal and status == "won" else 0
        return leads, contacts, deals, won

    @api.model
    def _days(self, name, period):
        """Days of the field ``name`` (Date) within the period."""
        first, last = self._period(period)
        return Domain(name, ">=", first) & Domain(name, "<=", last)

    # ---------------------------------------------------------------- lost

    def _block_lost(self, period, filters):
        """Deals lost in the period, by reason and by the stage of the loss (Z05)."""
        domain = self._period_domain("date_closed", period) & self._filter_domain(filters)
        domain &= Domain("type", "=", "opportunity") & Domain("won_status", "=", "lost")
        domain &= Domain("team_id.flow_enabled", "=", True)
        Lead = self.env["crm.lead"].with_context(active_test=False)
        groups = Lead._read_group(domain, ["lost_reason_id", "lost_stage_id"], ["__count"])
        counts = {(reason, stage): count for reason, stage, count in groups}
        totals = {}
        for (reason, _stage), count in counts.items():
            totals[reason] = totals.get(reason, 0) + count
        reasons = sorted(totals, key=totals.get, reverse=True)[:SHOWN]
        stages = self.env["crm.stage"].union(*[stage for _reason, stage in counts])
        figures = []
        for reason in reasons:
            name = reason.name or self.env._("No reason")
            for stage in stages.sorted(lambda stage: (stage.sequence, stage.id)):
                part = Domain("lost_reason_id", "=", reason.id)
                part &= Domain("lost_stage_id", "=", stage.id)
                figures.append(
                    self._figure(
                        f"{reason.id}-{stage.id}",
                        stage.name,
                        counts.get((reason, stage), 0),
                        self._open(f"{name}: {stage.name}", "crm.lead", domain & part),
                        row=name,
                        column=str(stage.id),
                    )
                )
        return {
            "name": "lost",
            "title": self.env._("Lost deals: why and where"),
            "kind": "bars",
            "is_stacked": True,
            "columns": [
                {"key": str(stage.id), "label": stage.name}
                for stage in stages.sorted(lambda stage: (stage.sequence, stage.id))
            ],
            "figures": figures,
            "empty": self.env._("No deal was lost in this period."),
            "action": {
                **self._open(
                    self.env._("Lost deals"), "crm.lead", domain, views="pivot,graph,list"
                ),
                "context": {"active_test": False, "pivot_row_groupby": ["lost_reason_id"]},
            },
        }
