from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain

SHOWN = 10  # rows of a card; the rest stand in its report


class FlowDashboard(models.AbstractModel):
    """What deals bring: plan and fact, expected invoices, keywords (Z12, T03, U10)."""

    _inherit = "flow.dashboard"

    @api.model
    def _blocks(self):
        return [*super()._blocks(), "plan", "invoices", "keywords"]

    @api.model
    def _block_desks(self):
        desks = super()._block_desks()
        selling = ("director", "head", "manager")
        return {
            **desks,
            "plan": selling,
            "invoices": selling,
            "keywords": ("director", "marketer"),
        }

    # ---------------------------------------------------------------- plan

    def _block_plan(self, period, filters):
        """Plan and fact of the months: by department for the director, else by person (Z12).

        A plan is of a month: of a period that begins or ends within one, the whole month counts.
        """
        first, last = self._period(period)
        months = first.replace(day=1), last + relativedelta(day=31)
        model, domain = "crm.plan.report", self._days("date", months) & self._filter_domain(filters)
        by_team = self.env.context.get("flow_desk") == "director" and not filters.get("team_id")
        path = "department_id" if by_team else "user_id"
        names = ["plan_amount", "amount_won", "won_share", "plan_paid", "amount_paid", "paid_share"]
        kinds = [f"{name}:{'avg' if name.endswith('share') else 'sum'}" for name in names]
        labels = self.env[model].fields_get(names, ["string"])
        rest = self.env[model]._empty_word()
        empty = rest if path == "user_id" else self.env._("No department")
        figures = []
        for whose, *values in self.env[model]._read_group(domain, [path], kinds, order=path):
            if not any(values):
                continue
            row = whose.name or empty
            action = self._open(row, model, domain & Domain(path, "=", whose.id))
            facts = dict(zip(names, values, strict=True))
            for name, value in facts.items():
                share = name.endswith("share")
                if share and not facts["plan_amount" if name == "won_share" else "plan_paid"]:
                    value = None  # a share of no plan is not a zero
                value = None if value is None else round(value, 1 if share else 2)
                label, unit = labels[name]["string"], "%" if share else "money"
                figures.append(
                    self._figure(
                        f"{whose.id}-{name}", label, value, action, unit, row=row, column=name
                    )
                )
        return {
            "name": "plan",
            "title": self.env._("Plan and fact"),
            "kind": "table",
            "columns": [{"key": name, "label": labels[name]["string"]} for name in names],
            "figures": figures,
            "is_wide": True,
            "hint": self.env._(
                "Of the whole months that the period touches; won deals by their day, invoices by "
                "theirs."
            ),
            "empty": self.env._("Neither a plan nor sales in this period."),
            "action": self._open(
                self.env._("Plan and fact"), model, domain, views="pivot,graph,list"
            ),
        }

    # ------------------------------------------------------------ invoices

    def _block_invoices(self, period, filters):
        """What is still to be paid, by the day on which it is expected (T03, T04)."""
        model, ours = "crm.money.report", self._filter_domain(filters)
        sums = ["amount_left:sum", "amount_overdue:sum"]
        unpaid = ours & Domain("is_open", "=", True)  # what is paid is not even counted
        [(to_pay, overdue)] = self.env[model]._read_group(unpaid, [], sums)
        left = unpaid & Domain("amount_left", "!=", 0)
        late = unpaid & Domain("amount_overdue", ">", 0)
        expected = left & self._days("date_expected", period)
        paid = ours & self._days("date", period) & Domain("amount_paid", "!=", 0)
        [(coming,)] = self.env[model]._read_group(expected, [], ["amount_left:sum"])
        [(came,)] = self.env[model]._read_group(paid, [], ["amount_paid:sum"])
        figures = []
        for key, label, domain, amount, tone in (
            ("left", self.env._("To be paid"), left, to_pay, ""),
            ("overdue", self.env._("Overdue"), late, overdue, "bad"),
            ("expected", self.env._("Expected in the period"), expected, coming, ""),
            ("paid", self.env._("Paid of its invoices"), paid, came, "good"),
        ):
            action = self._open(label, model, domain, views="list,pivot")
            figures.append(
                self._figure(key, label, amount or 0, action, "money", tone=tone if amount else "")
            )
        return {
            "name": "invoices",
            "title": self.env._("Issued invoices"),
            "kind": "numbers",
            "figures": figures if any(figure["value"] for figure in figures) else [],
            "empty": self.env._("No invoice waits for its money, none was paid."),
            "action": self._open(
                self.env._("Issued invoices"), model, left, views="list,pivot,graph"
            ),
        }

    # ------------------------------------------------------------ keywords

    def _block_keywords(self, period, filters):
        """Which words of which engine brought leads, deals and money (U10)."""
        model = "crm.effect.report"
        domain = self._days("date", period) & self._filter_domain(filters)
        domain &= Domain("kind", "in", ["lead", "money", "cost"])
        names = ["lead_count", "deal_count", "won_count", "amount_paid", "margin", "cost"]
        money = ("amount_paid", "margin", "cost")
        labels = self.env[model].fields_get(names, ["string"])
        rows = self.env[model]._read_group(
            domain,
            ["engine", "keyword"],
            [f"{name}:sum" for name in names],
            order="amount_paid:sum DESC, lead_count:sum DESC",
            limit=SHOWN,
        )
        figures = []
        empty = self.env._("Not defined")
        for number, (engine, keyword, *values) in enumerate(rows):
            row = ", ".join([keyword or empty, engine] if engine else [keyword or empty])
            part = Domain("engine", "=", engine) & Domain("keyword", "=", keyword)
            for name, value in zip(names, values, strict=True):
                amount = name in money
                some = domain & part & Domain(name, "!=", 0)
                figures.append(
                    self._figure(
                        f"{number}-{name}",
                        labels[name]["string"],
                        value or 0,
                        self._open(f"{row}: {labels[name]['string']}", model, some),
                        "money" if amount else "",
                        row=row,
                        column=name,
                    )
                )
        return {
            "name": "keywords",
            "title": self.env._("Keywords"),
            "kind": "table",
            "columns": [{"key": name, "label": labels[name]["string"]} for name in names],
            "figures": figures,
            "is_wide": True,
            "hint": self.env._("Leads by the day they came, money by the day of its invoice."),
            "empty": self.env._("Neither leads nor money in this period."),
            "action": self._open(self.env._("Keywords"), model, domain, views="pivot,graph,list"),
        }
