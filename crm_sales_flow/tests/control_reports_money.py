from decimal import Decimal

from .control_papers import money
from .control_recount import local_day
from .control_reports_ask import ControlReportsAsk, month_of, rate, total
from .control_world import END

NOTHING = Decimal(0)


class ControlMoneyReports(ControlReportsAsk):
    """The reports of invoices, of plan and fact, and the figures of a campaign."""

    def check_money_report(self):
        today, rows = END.date(), []
        for share in self.shares():
            late = max((today - share.expected).days, 0)
            facts = {"late": late if share.left else 0, "left": share.left}
            facts["overdue"] = max(share.left, NOTHING) if late else NOTHING
            facts["kind"] = "invoice" if share.invoice else "by_hand"
            facts |= month_of("date_expected", share.expected)
            rows.append(self.of_share(share, margin=share.margin, total=share.total, **facts))
        measures = {
            "amount_total:sum": total("total"),
            "amount_paid:sum": total("paid"),
            "amount_left:sum": total("left"),
            "amount_overdue:sum": total("overdue"),
            "margin:sum": total("margin"),
            "days_overdue:max": lambda some: max(x.late for x in some),
        }
        by = self.origin("partner_id", "date_expected:month", "kind")
        self.compare("crm.money.report", rows, measures, by, also=["accountant"])

    def plan_rows(self, lives):
        for whole, own in self.plans:
            rest = whole.amount - own.amount, whole.amount_paid - own.amount_paid
            for plan, (amount, paid) in ((own, (own.amount, own.amount_paid)), (whole, rest)):
                told = {"team": plan.team_id, "user": plan.user_id}
                told |= month_of("date", plan.month)
                facts = {"plan": money(amount), "plan_paid": money(paid)}
                yield self.of_life(None, kind="plan", **told, **facts)
        for life in self.won(lives):
            month = month_of("date", local_day(life.closed))
            yield self.of_life(life, kind="won", won=1, amount=money(life.amount), **month)
        for share in self.shares():
            if share.paid:
                yield self.of_share(share, kind="money", **month_of("date", share.date))
        for life in self.in_process(lives):
            if life.is_deal and (day := self.committed(life)):
                facts = {"committed": money(life.amount), **month_of("date", day)}
                yield self.of_life(life, kind="committed", **facts)

    def committed(self, life):
        """The day of the first money: told by its paper, and received at the end otherwise."""
        days = [x.date for x in self.by_hand if x.life is life]
        paid = [x for x in self.shares() if x.life is life and x.invoice and x.paid]
        return min([*days, *[END.date() for _share in paid]], default=None)

    def check_plan_report(self, lives):
        rows = list(self.plan_rows(lives))
        measures = {
            "plan_amount:sum": total("plan"),
            "amount_won:sum": total("amount"),
            "won_share:avg": rate("amount", "plan"),
            "plan_paid:sum": total("plan_paid"),
            "amount_paid:sum": total("paid"),
            "paid_share:avg": rate("paid", "plan_paid"),
            "won_count:sum": total("won"),
            "amount_committed:sum": total("committed"),
        }
        by = ["department_id", "team_id", "user_id", "kind", "date:month"]
        self.compare("crm.plan.report", rows, measures, by)
        self.compare("crm.plan.report", rows, measures, ["date:month"], then=by[:3])

    def check_campaign(self, lives):
        """Plan and fact of a campaign are those of all departments (U05, U09)."""
        came = [x for x in lives if x.team != self.outside or self.reached(x) is not None]
        came = [x for x in came if x.campaign]
        deals = [x for x in came if x.is_deal]
        money = [x for x in self.shares() if x.life and x.life.campaign]
        cost = sum(cost["amount"] for cost in self.costs)
        expected = {
            "fact_leads": len(came),
            "fact_deals": len(deals),
            "fact_revenue": sum(x.amount for x in deals if x.status == "won"),
            "fact_paid": sum(x.paid for x in money),
            "fact_margin": sum(x.margin for x in money),
            "cost": cost,
            "lead_cost": cost / len(came) if came else 0,
            "deal_cost": cost / len(deals) if deals else 0,
        }
        for login in ("marketer", "director"):
            campaign = self.as_user(login, self.campaign)
            for name, value in expected.items():
                with self.subTest(campaign=name, login=login):
                    self.assertAlmostEqual(campaign[name], float(value), delta=0.0051)
