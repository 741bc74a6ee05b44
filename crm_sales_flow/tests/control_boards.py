from collections import Counter
from datetime import datetime, timedelta, timezone
from statistics import mean

from .control_boards_money import ControlMoneyBoards, share
from .control_recount import cents
from .control_world import END, MOSCOW

DESKS = ("director", "head", "manager_two", "marketer")
PERIODS = (["2026-02-01", "2026-04-30"], ["2026-01-01", "2026-12-31"])
SOON = END.date() + timedelta(days=60)


class ControlBoards(ControlMoneyBoards):
    """Every figure of every dashboard, recounted from the lives in plain Python."""

    def check_boards(self, lives):
        for login in DESKS:
            for period in PERIODS:
                self.check_desk(lives, login, period, {})
        self.check_desk(lives, "director", PERIODS[1], {"team_id": self.team.id})
        self.check_desk(lives, "head", PERIODS[1], {"user_id": self.users["manager"].id})
        self.check_sorter()

    def check_desk(self, lives, login, period, filters):
        board = self.as_user(login, self.env["flow.dashboard"]).with_context(tz="Europe/Moscow")
        blocks = board.get_dashboard(False, period, filters)["blocks"]
        self.login, self.period, self.filters = login, period, filters
        if login == "manager_two":  # a manager's desk tells of his own work
            self.filters = {"user_id": self.users[login].id}
        ours = [x for x in lives if self.mine(x.team, x.user)]
        for block in blocks:
            with self.subTest(desk=login, period=period, filters=filters, card=block["name"]):
                self.check_block(block, getattr(self, f"recount_{block['name']}")(ours))

    def check_block(self, block, expected):
        figures = {figure["key"]: figure["value"] for figure in block["figures"]}
        if block["name"] == "keywords":
            figures = self.keyword_rows(block)
            shown = dict.fromkeys(row for row, _column in figures)
            # The best ten: of those that are alike at the end it may be any.
            money = [(figures[x, "amount_paid"], figures[x, "lead_count"]) for x in shown]
            self.assertEqual([cents(x) for x, _n in money], [cents(x) for x, _n in self.best])
            self.assertEqual([n for _x, n in money], [n for _x, n in self.best])
            expected = {key: expected[key] for key in figures}
        self.assertEqual(set(figures), set(expected))
        for key, value in expected.items():
            with self.subTest(figure=key):
                if value is None:
                    self.assertIsNone(figures[key])
                else:
                    self.assertAlmostEqual(figures[key], float(value), 6)

    def mine(self, team, user):
        """Whether the person sees it, and asks for it."""
        team_id, user_id = self.filters.get("team_id"), self.filters.get("user_id")
        asked = not team_id or team in (self.team | self.sub_unit)
        return asked and user_id in (None, user.id) and self.sees(self.login, team, user)

    def within(self, moment):
        first, last = (datetime.fromisoformat(day).replace(tzinfo=MOSCOW) for day in self.period)
        return bool(
            moment and first <= moment.replace(tzinfo=timezone.utc) < last + timedelta(days=1)
        )

    def states(self, names, found, good, whole):
        counts = Counter(found)
        judged = sum(counts[name] for name in whole)
        return {"share": share(counts[good], judged), **{name: counts[name] for name in names}}

    # ------------------------------------------------------------------- now

    def recount_now(self, ours):
        pending = [x for x in self.in_process(ours) if x.status == "pending" and not x.archived]
        deals = [x for x in pending if x.is_deal]
        figures = {
            "overdue": sum(self.timely(x) == "overdue" for x in self.my_tasks()),
            "idle": sum(all(task.done for task in x.tasks) for x in deals),
            "stuck": sum(x.is_stuck for x in deals),
            "hard": sum(x.is_hard for x in deals),
        }
        if self.login != "manager_two":
            figures["unassigned"] = sum(not x.user for x in pending)
        return figures

    # ----------------------------------------------------------------- sales

    def recount_funnel(self, ours):
        begun = [x for x in ours if self.reached(x) is not None and self.within(self.begun(x))]
        return {
            str(stage.id): sum(self.reached(x) >= place for x in begun)
            for place, stage in enumerate(self.order_of_stages if begun else ())
        }

    def came(self, ours):
        """Leads of the process that came in the period."""
        ours = [x for x in ours if x.team != self.outside or self.reached(x) is not None]
        return [x for x in ours if self.within(x.registered)]

    def is_mine(self, asked):
        """Robots are none. Of whose lead it is, only who sees the lead can ask."""
        life, nobody = asked.life, self.env["res.users"]
        if asked.state in ("filtered", "broken"):
            return False
        if self.filters.get("user_id") and not (
            life and self.sees(self.login, life.team, life.user)
        ):
            return False
        return self.mine(asked.team, life.user if life else nobody)

    def recount_conversion(self, ours):
        asked = [x for x in self.asked if self.within(x.registered) and self.is_mine(x)]
        came = self.came(ours)
        deals = [x for x in came if x.is_deal]
        figures = {
            "requests": len(asked),
            "leads": len(came),
            "contacts": sum(bool(x.is_deal or x.contact) for x in came),
            "deals": len(deals),
            "won": sum(x.status == "won" for x in deals),
        }
        return figures if any(figures.values()) else {}

    def recount_lost(self, ours):
        lost = [x for x in self.in_process(ours) if x.is_deal and x.status == "lost"]
        counts = Counter((x.reason, x.lost_at) for x in lost if self.within(x.closed))
        reasons, stages = {one for one, _at in counts}, {at for _one, at in counts}
        return {f"{x.id}-{y.id}": counts[x, y] for x in reasons for y in stages}

    # ------------------------------------------------------------ discipline

    def recount_contacts(self, ours):
        figures = {}
        called = [x for x in self.in_process(ours) if x.promise and self.within(x.registered)]
        for user in {x.user for x in called}:
            mine = [x for x in called if x.user == user]
            states = Counter(map(self.answer, mine))
            minutes = [self.waited(x) for x in mine if x.contact]
            late = states["late"] + states["missed"]
            cells = {
                "all": len(mine),
                "in_time": states["in_time"],
                "share": share(states["in_time"], states["in_time"] + late),
                "late": late,
                "hand": sum(x.kind == "by_hand" for x in mine),
                "minutes": round(mean(minutes)) if minutes else None,
            }
            figures.update({f"{user.id}-{name}": value for name, value in cells.items()})
        return figures

    def my_tasks(self):
        """A task stands in the department of its deal, and belongs to the one who is to do it."""
        return [
            task
            for life in self.in_process(self.lives)
            for task in life.tasks
            if self.mine(life.team, task.user)
        ]

    def recount_tasks(self, ours):
        counts = Counter((x.user, self.timely(x)) for x in self.my_tasks() if self.within(x.due))
        return {
            f"{user.id}-{state}": counts[user, state]
            for user in {user for user, _state in counts}
            for state in ("in_time", "late", "overdue", "open")
        }

    def recount_promises(self, ours):
        mine = [x for x in self.promised if x.life in ours and self.within(x.promised)]
        names = ("kept", "broken", "overdue", "open")
        return self.states(names, map(self.kept, mine), "kept", names[:3])

    def recount_sorting(self, ours):
        held = [x for x in self.sortings if self.within(x.due)]
        states = ["broken" if x.left else "kept" for x in held]
        figures = self.states(("kept", "broken"), states, "kept", ("kept", "broken"))
        return {**figures, "left": sum(x.left for x in held)}

    def check_sorter(self):
        """The sorter's desk tells of this month."""
        begin = datetime(2026, 5, 31, 21)  # in Moscow the month began
        held = [x for x in self.sortings if begin <= x.due]
        requests = self.as_user("sorter", self.env["crm.request"]).with_context(tz="Europe/Moscow")
        kept = sum(not x.left for x in held)
        self.assertEqual(requests.flow_desk()["month"], {"kept": kept, "all": len(held)})

    # --------------------------------------------------------------- service

    def recount_service(self, ours):
        won = [x for x in self.won(ours) if self.within(x.closed)]
        names = ("contract", "agreed", "later", "refused", "none")
        figures = self.states(names, map(self.served, won), "contract", names)
        certificates = [
            x
            for x in self.certificates
            if x.verdict == "passed" and x.life in self.in_process(ours)
        ]
        contracts = [
            x
            for x in self.contracts
            if x.state == "active"
            and self.mine(x.life.team, x.user)
            and (self.login != "head" or x.life.team != self.outside)
        ]
        for name, papers in (("certificates", certificates), ("contracts", contracts)):
            figures[name] = sum(END.date() <= x.ends <= SOON for x in papers)
        return figures

    def recount_control_calls(self, ours):
        figures = {}
        calls = [x for x in self.calls if self.within(x.called) and self.mine(self.team, x.user)]
        for user in {x.user for x in calls}:
            scores = [x.score for x in calls if x.user == user]
            figures.update({f"{user.id}-count": len(scores), f"{user.id}-score": mean(scores)})
        return figures

    def open_cases(self, random, lives):
        """Hard cases, and deals that stand too long on their stage."""
        self.lives = lives
        self.env["crm.stage"].search([("is_won", "=", False)]).rotting_threshold_days = 30
        for life in lives:
            life.is_stuck, life.is_hard = random.random() < 0.3, False
            since = self.env.cr.now() - timedelta(days=60 if life.is_stuck else 5)
            life.lead.date_last_stage_update = since
            life.is_stuck &= life.status == "pending" and not life.stage.is_won
            if life.team != self.team or not life.is_deal or life.status != "pending":
                continue
            if random.random() < 0.2:
                life.is_hard = True
                values = {"lead_id": life.lead.id, "reason": "Price"}
                with self.at(END):
                    self.env["crm.deal.escalation"].create(
                        {**values, "head_id": self.users["head"].id}
                    )
