from odoo import api, models
from odoo.fields import Domain


class FlowDashboard(models.AbstractModel):
    """The discipline of the departments: what was promised by rule, and what was kept of it."""

    _inherit = "flow.dashboard"

    @api.model
    def _blocks(self):
        return [*super()._blocks(), "contacts", "tasks", "promises", "sorting"]

    @api.model
    def _block_desks(self):
        return {**super()._block_desks(), "sorting": ("director",)}

    # ---------------------------------------------------------------- tools

    @api.model
    def _counts(self, model, domain, path, aggregates=()):
        """Counts by person and by ``path``, in one query.

        :return: dict (person, value) -> (count, *aggregates); people in the order of names.
        """
        groups = self.env[model]._read_group(
            domain, ["user_id", path], ["__count", *aggregates], order="user_id, " + path
        )
        return {(user, value): tuple(rest) for user, value, *rest in groups}

    def _share(self, part, whole):
        return round(100 * part / whole, 1) if whole else None

    # ---------------------------------------------------------------- cards

    def _block_contacts(self, period, filters):
        """The first call within the hour, and how it is known (Z06)."""
        model = "crm.contact.report"
        domain = self._period_domain("registered_at", period) & self._filter_domain(filters)
        rows = {}
        groups = self.env[model]._read_group(
            domain, ["user_id", "state", "kind"], ["__count", "minutes:sum"], order="user_id"
        )
        for user, state, kind, count, minutes in groups:
            row = rows.setdefault(user, dict.fromkeys(("all", "in_time", "late", "hand", "min"), 0))
            row["all"] += count
            row["in_time"] += count if state == "in_time" else 0
            row["late"] += count if state in ("late", "missed") else 0
            row["hand"] += count if kind == "by_hand" else 0
            row["called"] = row.get("called", 0) + (count if kind else 0)
            row["min"] += minutes or 0
        figures = [
            figure
            for user, row in rows.items()
            for figure in self._contact_figures(user, row, model, domain)
        ]
        return {
            "name": "contacts",
            "title": self.env._("First call within the hour"),
            "kind": "table",
            "columns": [
                {"key": "all", "label": self.env._("Leads")},
                {"key": "in_time", "label": self.env._("In time")},
                {"key": "share", "label": self.env._("Share")},
                {"key": "late", "label": self.env._("Late")},
                {"key": "hand", "label": self.env._("By hand")},
                {"key": "minutes", "label": self.env._("On average")},
            ],
            "figures": figures,
            "hint": self.env._(
                "«By hand»: the contact was marked by the manager, not seen by the exchange, "
                "the post or the calendar."
            ),
            "empty": self.env._("Nobody was to be called first in this period."),
            "action": self._open(self.env._("Report"), model, domain, views="pivot,graph,list"),
        }

    def _contact_figures(self, user, row, model, domain):
        name = user.name or self.env._("Not assigned")
        mine = domain & Domain("user_id", "=", user.id)
        kept = Domain("state", "=", "in_time")
        missed = Domain("state", "in", ["late", "missed"])
        by_hand = Domain("kind", "=", "by_hand")
        done = row["in_time"] + row["late"]
        cells = [
            ("all", self.env._("Leads"), row["all"], Domain.TRUE, {}),
            ("in_time", self.env._("In time"), row["in_time"], kept, {}),
            ("share", self.env._("Share"), self._share(row["in_time"], done), kept, {"unit": "%"}),
            ("late", self.env._("Late"), row["late"], missed, {"tone": "bad"}),
            ("hand", self.env._("By hand"), row["hand"], by_hand, {}),
            (
                "minutes",
                self.env._("On average"),
                round(row["min"] / row["called"]) if row["called"] else None,
                Domain("contact_at", "!=", False),
                {"unit": self.env._("min")},
            ),
        ]
        return [
            self._figure(
                f"{user.id}-{key}",
                label,
                value,
                self._open(f"{name}: {label}", model, mine & part),
                row=name,
                column=key,
                **more,
            )
            for key, label, value, part, more in cells
        ]

    def _block_tasks(self, period, filters):
        """Done in time, late, open: by person, by the day the task was due (A10)."""
        model = "crm.task.report"
        domain = self._period_domain("due_at", period) & self._filter_domain(filters)
        series = [
            ["in_time", self.env._("In time"), "good"],
            ["late", self.env._("Done late"), "wait"],
            ["overdue", self.env._("Overdue"), "bad"],
            ["open", self.env._("Not due yet"), ""],
        ]
        counts = self._counts(model, domain, "state")
        figures = []
        for user in dict.fromkeys(user for user, _state in counts):
            name = user.name or self.env._("Nobody")
            mine = domain & Domain("user_id", "=", user.id)
            for state, label, _tone in series:
                part = mine & Domain("state", "=", state)
                value = counts.get((user, state), (0,))[0]
                action = self._open(f"{name}: {label}", model, part)
                figures.append(
                    self._figure(f"{user.id}-{state}", label, value, action, row=name, column=state)
                )
        return {
            "name": "tasks",
            "title": self.env._("Tasks in time"),
            "kind": "bars",
            "is_stacked": True,
            "columns": [{"key": key, "label": label, "tone": tone} for key, label, tone in series],
            "figures": figures,
            "empty": self.env._("No task was due in this period."),
            "action": self._open(self.env._("Report"), model, domain, views="pivot,graph,list"),
        }

    def _block_promises(self, period, filters):
        """Orders shipped in full by the day first promised (Z08)."""
        model = "crm.promise.report"
        domain = self._period_domain("promised_at", period) & self._filter_domain(filters)
        return {
            "name": "promises",
            "title": self.env._("Promised dates of delivery"),
            "kind": "numbers",
            "figures": self._state_figures(
                model,
                domain,
                "state",
                [
                    ["kept", self.env._("Shipped in time"), "good"],
                    ["broken", self.env._("Shipped late"), "bad"],
                    ["overdue", self.env._("Overdue now"), "bad"],
                    ["open", self.env._("Not due yet"), ""],
                ],
                [self.env._("By the first date"), "kept", ["kept", "broken", "overdue"]],
            ),
            "hint": self.env._("By the day that was promised first, also when it was moved."),
            "empty": self.env._("No delivery was promised for this period."),
            "action": self._open(self.env._("Report"), model, domain, views="pivot,graph,list"),
        }

    def _state_figures(self, model, domain, path, states, share):
        """The share of what was kept, then one figure for each state.

        :param share: (label, state that counts as kept, states of which it is a share).
        """
        counts = dict(self.env[model]._read_group(domain, [path], ["__count"]))
        label, good, whole = share
        kept = domain & Domain(path, "=", good)
        percent = self._share(counts.get(good, 0), sum(counts.get(key, 0) for key in whole))
        action = self._open(states[0][1], model, kept)
        figures = [self._figure("share", label, percent, action, unit="%")]
        for key, label, tone in states:
            value = counts.get(key, 0)
            action = self._open(label, model, domain & Domain(path, "=", key))
            figures.append(self._figure(key, label, value, action, tone=tone if value else ""))
        return figures

    def _block_sorting(self, period, filters):
        """Sortings of working days kept and broken (Z07)."""
        model = "crm.sorting.round"
        domain = self._period_domain("due_at", period)
        figures = self._state_figures(
            model,
            domain,
            "state",
            [
                ["kept", self.env._("Sortings kept"), "good"],
                ["broken", self.env._("Sortings broken"), "bad"],
            ],
            [self.env._("In time"), "kept", ["kept", "broken"]],
        )
        breaches = self._open(self.env._("Requests left"), "crm.sorting.breach", domain)
        label, count = self.env._("Requests left"), self._count(breaches)
        return {
            "name": "sorting",
            "title": self.env._("Sorting of requests"),
            "kind": "numbers",
            "figures": [*figures, self._figure("left", label, count, breaches)],
            "empty": self.env._("No sorting has ended in this period."),
            "action": self._open(self.env._("Report"), model, domain, views="pivot,graph,list"),
        }
