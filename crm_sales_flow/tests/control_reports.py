from decimal import Decimal
from statistics import median

from .control_papers import money
from .control_recount import local_day, word
from .control_reports_ask import average, month_of, rate, total
from .control_reports_money import ControlMoneyReports

NOTHING = Decimal(0)


class ControlReports(ControlMoneyReports):
    """Every report as plain rows, made of the lives: what each of them tells by every mark."""

    def check_reports(self, lives):
        self.check_funnel_report(lives)
        self.check_effect_report(lives)
        self.check_lost_report(lives)
        self.check_contact_report(lives)
        self.check_task_report(lives)
        self.check_promise_report()
        self.check_service_report(lives)
        self.check_money_report()
        self.check_plan_report(lives)
        self.check_rounds()
        self.check_calls()
        self.check_campaign(lives)

    # ---------------------------------------------------------------- funnel

    def funnel_rows(self, lives):
        """A row for each stage that a deal reached, whether it stood there or not."""
        for life in lives:
            if (reached := self.reached(life)) is None:
                continue
            for place, stage in enumerate(self.order_of_stages[: reached + 1]):
                here = [x for x in life.visits if (x.kind, x.stage) == ("stage", stage)]
                told = [x for x in life.merged if (x.kind, x.stage) == ("stage", stage)]
                yield self.of_life(
                    life,
                    stage_id=stage,
                    first=int(place == 0),
                    deal=1,
                    amount=money(life.amount),
                    won=int(life.status == "won"),
                    further=int(place < reached),
                    stood=int(bool(here or told)),
                    visits=len(here),
                    days=self.days(life, stage),
                    **month_of("begun_at", self.local_midnight(self.begun(life))),
                )

    def check_funnel_report(self, lives):
        rows, by = list(self.funnel_rows(lives)), self.origin("begun_at:month")
        spent = {
            "working_days:avg": average("days"),
            "median_days:avg": average("days", median),
            "stood_count:sum": total("stood"),
            "visit_count:sum": total("visits"),
        }
        of_stage = {
            "deal_count:sum": total("deal"),
            "amount:sum": total("amount"),
            "won_count:sum": total("won"),
            "won_rate:avg": rate("won", "deal"),
            "next_count:sum": total("further"),
            "next_rate:avg": rate("further", "deal"),
        }
        self.compare("crm.funnel.report", rows, {**of_stage, **spent}, by, then=["stage_id"])
        # Of several stages together each deal is counted once, on the first of them.
        once = {
            name: lambda some, tell=tell: tell([x for x in some if x.first])
            for name, tell in [*of_stage.items()][:4]
        }
        self.compare("crm.funnel.report", rows, {**once, **spent}, by)

    # ------------------------------------------------------------ conversion

    def effect_rows(self, lives):
        for life in lives:
            if life.team == self.outside and self.reached(life) is None:
                continue
            is_won = life.is_deal and life.status == "won"
            yield self.of_life(
                life,
                kind="lead",
                lead=1,
                contact=int(bool(life.is_deal or life.contact)),
                deal=int(life.is_deal),
                won=int(is_won),
                lost=int(life.is_deal and life.status == "lost"),
                amount_won=money(life.amount) if is_won else NOTHING,
                client=life.client if life.is_deal else None,
                **month_of("date", local_day(life.registered)),
            )
        for asked in self.asked:
            if asked.state not in ("filtered", "broken"):
                yield self.of_request(asked)
        for share in self.shares():
            month = month_of("date", share.date)
            yield self.of_share(share, kind="money", margin=share.margin, **month)
        for cost in self.costs:
            engine, keyword = word(cost["engine"]), word(cost["keyword"])
            told = {"campaign_id": self.campaign, "engine": engine, "keyword": keyword}
            told |= month_of("date", cost["date"])
            yield self.of_life(None, kind="cost", cost=money(cost["amount"]), **told)

    def of_request(self, asked):
        nobody = self.env["res.users"]
        return self.of_life(
            None,
            kind="request",
            team=asked.team,
            user=asked.life.user if asked.life else nobody,
            source_id=asked.source,
            medium_id=asked.record.medium_id,
            keyword=word(asked.word),
            segment_id=asked.client.activity_segment_id,
            request=1,
            dropped=int(asked.state == "dropped"),
            **month_of("date", local_day(asked.registered)),
        )

    def check_effect_report(self, lives):
        rows = list(self.effect_rows(lives))
        measures = {
            "request_count:sum": total("request"),
            "dropped_count:sum": total("dropped"),
            "lead_count:sum": total("lead"),
            "contact_count:sum": total("contact"),
            "deal_count:sum": total("deal"),
            "won_count:sum": total("won"),
            "lost_count:sum": total("lost"),
            "amount_won:sum": total("amount_won"),
            "amount_paid:sum": total("paid"),
            "margin:sum": total("margin"),
            "client_id:count_distinct": lambda some: len(
                {y for x in some if (y := getattr(x, "client", None))}
            ),
            "contact_rate:avg": rate("contact", "lead"),
            "deal_rate:avg": rate("deal", "contact"),
            "won_rate:avg": rate("won", "deal"),
        }
        by = self.origin("date:month", "department_id", "kind")
        self.compare("crm.effect.report", rows, measures, by, also=["marketer"])
        spent = {
            "cost:sum": total("cost"),
            "lead_cost:avg": rate("cost", "lead", 1),
            "deal_cost:avg": rate("cost", "deal", 1),
            "cost_return:avg": rate("paid", "cost", 1),
        }
        self.compare("crm.effect.report", rows, spent, by, ["director", "marketer"])

    def check_lost_report(self, lives):
        lost = [x for x in self.in_process(lives) if x.is_deal and x.status == "lost"]
        rows = [
            self.of_life(
                life,
                lost_reason_id=life.reason,
                lost_stage_id=life.lost_at,
                amount=money(life.lead.expected_revenue),
                **month_of("date_closed", self.local_midnight(life.closed)),
            )
            for life in lost
        ]
        measures = {"__count": len, "expected_revenue:sum": total("amount")}
        by = self.origin("lost_reason_id", "lost_stage_id", "date_closed:month")
        domain = self.lost_domain()
        self.compare("crm.lead", rows, measures, by, domain=domain)
        then = ["lost_stage_id", "source_id"]
        self.compare("crm.lead", rows, measures, ["lost_reason_id"], then=then, domain=domain)

    # ------------------------------------------------------------ discipline

    def check_contact_report(self, lives):
        rows = [
            self.of_life(
                life,
                state=(state := self.answer(life)),
                kind=life.kind or False,
                minutes=self.waited(life),
                kept=self.kept_or_not(state),
                **month_of("registered_at", self.local_midnight(life.registered)),
            )
            for life in self.in_process(lives)
            if life.promise
        ]
        measures = {
            "__count": len,
            "minutes:avg": average("minutes"),
            "in_time_share:avg": average("kept"),
        }
        self.compare(
            "crm.contact.report",
            rows,
            measures,
            self.origin("state", "kind", "registered_at:month"),
        )

    def check_task_report(self, lives):
        rows = []
        for life in self.in_process(lives):
            for task in life.tasks:
                state = self.timely(task)
                facts = {"hours": self.lateness(task), "kept": self.kept_or_not(state)}
                facts |= month_of("due_at", self.local_midnight(task.due))
                rows.append(self.of_life(life, user=task.user, state=state, **facts))
        measures = {
            "__count": len,
            "late_hours:avg": average("hours"),
            "in_time_share:avg": average("kept"),
        }
        self.compare("crm.task.report", rows, measures, self.origin("state", "due_at:month"))

    def check_promise_report(self):
        """By the day promised first, whatever it was moved to (Z08)."""
        rows = [
            self.of_life(
                order.life,
                user=order.life.user or order.record.user_id,
                state=(state := self.kept(order)),
                late=self.days_late(order),
                kept=self.kept_or_not(state),
            )
            for order in self.promised
        ]
        measures = {
            "__count": len,
            "late_days:avg": average("late"),
            "kept_share:avg": average("kept"),
        }
        self.compare("crm.promise.report", rows, measures, self.origin("state"))

    def check_service_report(self, lives):
        rows = []
        for life in self.won(lives):
            outcome = self.served(life)
            facts = {"outcome": outcome, "attached": 100 * (outcome == "contract")}
            facts |= month_of("closed_at", self.local_midnight(life.closed))
            rows.append(self.of_life(life, **facts))
        measures = {"__count": len, "attached_share:avg": average("attached")}
        self.compare(
            "crm.service.report", rows, measures, self.origin("outcome", "closed_at:month")
        )
