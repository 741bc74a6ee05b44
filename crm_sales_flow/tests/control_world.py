from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo import Command

from .order_common import OrderCase

MOSCOW = ZoneInfo("Europe/Moscow")
END = datetime(2026, 6, 24, 9, 40)
WORDS = (False, "вакуумный насос", " Вакуумный Насос", "камера тепла", "течеискатель")


def minutes_by_days(begin, end):
    """Working minutes of the shipped calendar (Mon-Fri 9-18, Moscow), day after day."""
    total, day = timedelta(), begin.replace(tzinfo=ZoneInfo("UTC")).astimezone(MOSCOW).date()
    while datetime.combine(day, time.min, MOSCOW) < end.replace(tzinfo=ZoneInfo("UTC")):
        if day.weekday() < 5:
            opens, closes = (
                datetime.combine(day, time(hour), MOSCOW)
                .astimezone(ZoneInfo("UTC"))
                .replace(tzinfo=None)
                for hour in (9, 18)
            )
            total += max(min(closes, end) - max(opens, begin), timedelta())
        day += timedelta(days=1)
    return int(total.total_seconds() // 60)


class ControlWorld(OrderCase):
    """Deals that live by chance, and a plain account of each life kept beside the program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal.unlink()
        # With every gate out of the way the walk is free; the gates have tests of their own.
        cls.env["crm.stage.gate"].search([]).active = False
        cls.env["crm.stage.action"].search([]).active = False
        cls.order_of_stages = list(cls.env["crm.stage"]._flow_stages())
        cls.outside = cls.env["crm.team"].create({"name": "Other business"})
        cls.reasons = cls.env["crm.lost.reason"].search([("ask_competitor", "=", False)], limit=3)
        cls.sources = cls.source | cls.env.ref("crm_sales_flow.utm_source_undefined")
        cls.campaign = cls.env["utm.campaign"].create({"title": "Autumn"})
        cls.other_client = cls.client_company.copy({"name": "OOO Second Client"})

    # ---------------------------------------------------------------- births

    def live(self, random, count):
        """:return: the lives of ``count`` deals and leads, some of which merge in the end."""
        self.moment = END
        lives = [self.born(random, number) for number in range(count)]
        for life in lives:
            for _step in range(random.randint(0, 6)):
                self.step(random, life)
        for _pair in range(count // 12):
            first, second = random.sample([x for x in lives if not x.gone], 2)
            self.merge(random, first, second)
        self.env.flush_all()
        return [life for life in lives if not life.gone]

    def born(self, random, number):
        begun = datetime(2026, 1, 5) + timedelta(minutes=random.randint(0, 150 * 1440))
        is_deal = random.random() < 0.75
        team, user = random.choice(
            [
                (self.team, "manager"),
                (self.sub_unit, "tester"),
                (self.other_team, "manager_two"),
            ]
        )
        life = SimpleNamespace(
            now=begun,
            registered=begun,
            is_deal=is_deal,
            status="pending",
            team=team,
            user=self.users[user],
            stage=self.order_of_stages[0],
            source=random.choice(self.sources),
            word=random.choice(WORDS),
            engine=random.choice((False, "yandex", "Google ")),
            campaign=random.random() < 0.3,
            client=random.choice((self.client_company, self.other_client)),
            amount=float(random.randint(1, 500) * 1000),
            contacted=random.random() < 0.5,
            closed=None,
            reason=None,
            lost_at=None,
            visits=[],
            merged=[],
            gone=False,
        )
        with freeze_time(begun):
            life.lead = self.make_deal(
                name=f"Life {number}",
                type="opportunity" if is_deal else "lead",
                team_id=team.id,
                user_id=life.user.id,
                source_id=life.source.id,
                campaign_id=life.campaign and self.campaign.id,
                utm_term=life.word,
                told_source=life.engine,
                partner_id=life.client.id,
                contact_id=False,
                expected_revenue=life.amount,
                first_contact_at=life.contacted and begun,
            )
        self.visit(life)
        return life

    # ----------------------------------------------------------------- steps

    def step(self, random, life):
        life.now += timedelta(minutes=random.randint(10, 9 * 1440))
        if life.now >= END:
            return
        lead = life.lead
        with freeze_time(life.now):
            if not life.is_deal:
                if random.random() < 0.5:
                    lead.qualification_basis = "call"
                    lead.type = "opportunity"
                    life.is_deal = True
                    self.visit(life)
                return
            if life.status == "lost":
                lead.action_restore()
                life.status, life.reason, life.closed, life.lost_at = "pending", None, None, None
                self.visit(life)
                return
            chance = random.random()
            if chance < 0.12 and life.status == "pending":
                self.lose(random, life)
            elif chance < 0.22:
                life.team = random.choice((self.team, self.other_team, self.outside))
                lead.team_id = life.team
                self.visit(life)
            elif chance < 0.28:
                life.user = self.users[random.choice(("manager", "manager_two"))]
                lead.user_id = life.user
            else:
                self.move(random, life)

    def lose(self, random, life):
        life.reason = random.choice(self.reasons)
        life.lead.action_set_lost(lost_reason_id=life.reason.id)
        life.status, life.closed, life.lost_at = "lost", life.now, life.stage
        self.visit(life)

    def move(self, random, life):
        place = self.order_of_stages.index(life.stage)
        target = random.choice((place + 1, place + 1, place + 1, place + 3, place - 1, 9))
        life.stage = self.order_of_stages[min(max(target, 0), 9)]
        life.lead.stage_id = life.stage
        was = life.status
        life.status = "won" if life.stage.is_won else "pending"
        if life.status != "won":
            life.closed = None
        elif was != "won":
            life.closed = life.now
        self.visit(life)

    def visit(self, life):
        """The present place of the life begins now, if it is another one than before."""
        enabled = life.is_deal and life.team != self.outside
        kind = "outside" if not enabled else "lost" if life.status == "lost" else "stage"
        last = life.visits[-1] if life.visits else None
        if not last and not enabled:
            return
        if last and (last.kind, last.stage) == (kind, life.stage):
            return
        if last and last.kind == kind == "outside":
            return
        if last:
            last.out = life.now
        life.visits.append(SimpleNamespace(kind=kind, stage=life.stage, begun=life.now, out=None))

    def merge(self, random, first, second):
        together = max(first.now, second.now) + timedelta(hours=3)
        pair = [first, second]
        if together >= END or any(
            not x.is_deal or x.status != "pending" or x.team == self.outside for x in pair
        ):
            return
        first.client = second.client = self.client_company
        with freeze_time(together):
            (first.lead | second.lead).partner_id = self.client_company
            kept = (first.lead | second.lead).merge_opportunity()
        stays, goes = (first, second) if kept == first.lead else (second, first)
        for last in (goes.visits[-1], *[x for x in goes.merged if not x.out]):
            last.out = together
        stays.merged += goes.visits + goes.merged
        stays.registered = min(stays.registered, goes.registered)
        stays.contacted = stays.contacted or goes.contacted
        stays.amount = stays.lead.expected_revenue
        stays.now = together
        self.take_origin(stays)
        goes.gone = True

    def take_origin(self, life):
        """Odoo's merge fills what the deal that stays lacks: read what it is now."""
        lead = life.lead
        life.source, life.word, life.engine = lead.source_id, lead.utm_term, lead.told_source
        life.campaign, life.user, life.team = bool(lead.campaign_id), lead.user_id, lead.team_id
        life.stage = lead.stage_id

    # ----------------------------------------------------------------- money

    def sell(self, random, lives):
        """An invoice for one or two deals, and lines that belong to none; some of it is paid."""
        orders = self.env["sale.order"]
        for life in lives:
            order = orders.create(
                {
                    "partner_id": life.client.id,
                    "opportunity_id": life.lead.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": random.randint(1, 999999) / 100,
                            }
                        )
                        for _line in range(random.randint(1, 2))
                    ],
                }
            )
            order.action_confirm()
            orders |= order
        day = date(2026, 1, 10) + timedelta(days=random.randint(0, 150))
        lines = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "quantity": 1,
                    "price_unit": line.price_unit,
                    "tax_ids": [Command.clear()],
                    "sale_line_ids": [Command.link(line.id)],
                }
            )
            for line in orders.order_line
        ]
        if random.random() < 0.4 or not lines:
            lines.append(Command.create({"name": "Other", "price_unit": 33.33, "tax_ids": False}))
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": lives[0].client.id if lives else self.client_company.id,
                "invoice_date": day,
                "invoice_line_ids": lines,
            }
        )
        invoice.action_post()
        share = random.choice((0, 1, 1, 0.37))
        if share:
            self.pay(invoice, share)
        for life in lives:
            life.amount = sum(life.lead.order_ids.mapped("amount_total"))
        return invoice
