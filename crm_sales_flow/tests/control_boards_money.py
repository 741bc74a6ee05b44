from collections import defaultdict
from decimal import Decimal

from .control_recount import ControlRecount, word
from .control_world import END

NOTHING = Decimal(0)
KEYWORDS = ("lead_count", "deal_count", "won_count", "amount_paid", "margin", "cost")


def share(part, whole):
    return round(100 * part / whole, 1) if whole else None


class ControlMoneyBoards(ControlRecount):
    """The cards that tell of plans, money, words and campaigns."""

    def day_within(self, day):
        return bool(day) and self.period[0] <= str(day) <= self.period[1]

    def my_shares(self):
        return [x for x in self.shares() if self.mine(x.team, x.user)]

    # ------------------------------------------------------------------ plan

    def recount_plan(self, ours):
        """The periods of the desks are whole months."""
        by_team = self.login == "director" and not self.filters.get("team_id")
        rows = defaultdict(lambda: dict.fromkeys(("plan_amount", "won", "plan_paid", "paid"), 0))
        for name, team, user, amount in (*self.planned(), *self.achieved(ours)):
            rows[(team.department_id or team).id if by_team else user.id][name] += float(amount)
        figures = {}
        for key, row in rows.items():
            cells = {
                "plan_amount": row["plan_amount"],
                "amount_won": row["won"],
                "won_share": share(row["won"], row["plan_amount"]),
                "plan_paid": row["plan_paid"],
                "amount_paid": row["paid"],
                "paid_share": share(row["paid"], row["plan_paid"]),
            }
            if any(row.values()):
                figures.update({f"{key}-{name}": value for name, value in cells.items()})
        return figures

    def planned(self):
        """The row of the department carries what is not divided among its managers."""
        for whole, own in self.plans:
            rest = whole.amount - own.amount, whole.amount_paid - own.amount_paid
            for plan, (amount, paid) in ((own, (own.amount, own.amount_paid)), (whole, rest)):
                if self.day_within(plan.month) and self.mine(plan.team_id, plan.user_id):
                    yield "plan_amount", plan.team_id, plan.user_id, amount
                    yield "plan_paid", plan.team_id, plan.user_id, paid

    def achieved(self, ours):
        for life in self.won(ours):
            if self.within(life.closed):
                yield "won", life.team, life.user, life.amount
        for row in self.my_shares():
            if self.day_within(row.date):
                yield "paid", row.team, row.user, row.paid

    # -------------------------------------------------------------- invoices

    def recount_invoices(self, ours):
        rows = self.my_shares()
        overdue = [max(x.left, NOTHING) for x in rows if x.expected < END.date()]
        figures = {
            "left": sum(x.left for x in rows),
            "overdue": sum(overdue),
            "expected": sum(x.left for x in rows if self.day_within(x.expected)),
            "paid": sum(x.paid for x in rows if self.day_within(x.date)),
        }
        return figures if any(figures.values()) else {}

    # -------------------------------------------------------------- keywords

    def keyword_rows(self, block):
        """The figures by the names of their rows: the card numbers these."""
        return {(x["row"], x["column"]): x["value"] for x in block["figures"]}

    def recount_keywords(self, ours):
        rows = defaultdict(lambda: dict.fromkeys(KEYWORDS, 0))

        def place(engine, keyword):
            name = keyword or self.env["flow.report.mixin"]._empty_word()
            return rows[f"{name}, {engine}" if engine else name]

        for life in self.came(ours):
            row = place(word(life.engine), word(life.word))
            row["lead_count"] += 1
            row["deal_count"] += life.is_deal
            row["won_count"] += life.is_deal and life.status == "won"
        for one in self.my_shares():
            if self.day_within(one.date):
                life = one.life
                row = place(word(life and life.engine), word(life and life.word))
                row["amount_paid"] += one.paid
                row["margin"] += one.margin
        for cost in self.costs if not any(self.filters.values()) else ():
            if self.day_within(cost["date"]):
                place(word(cost["engine"]), word(cost["keyword"]))["cost"] += cost["amount"]
        best = [(row["amount_paid"], row["lead_count"]) for row in rows.values()]
        self.best = sorted(best, reverse=True)[:10]
        return {(x, name): value for x, row in rows.items() for name, value in row.items()}

    # ------------------------------------------------------------- campaigns

    def recount_campaigns(self, ours):
        leads = [x for x in self.came(ours) if x.campaign]
        deals = [x for x in leads if x.is_deal]
        won = [x for x in deals if x.status == "won"]
        cells = {
            "all": len(leads),
            "deals": len(deals),
            "won": len(won),
            "money": sum(x.amount for x in won),
            "cost": sum(cost["amount"] for cost in self.costs),
        }
        key = self.campaign.id
        return {f"{key}-{name}": value for name, value in cells.items()} if leads else {}
