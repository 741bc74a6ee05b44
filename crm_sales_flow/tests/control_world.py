from contextlib import contextmanager
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from .order_common import OrderCase

MOSCOW = ZoneInfo("Europe/Moscow")
END = datetime(2026, 6, 24, 9, 40)
FATES = {"jumped", "let past", "went back", "lost", "revived", "merged", "moved", "archived"}
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
        # With other gates out of the way the walk is free; they have tests of their own.
        cls.env["crm.stage.gate"].search([]).active = False
        cls.env["crm.stage.action"].search([]).active = False
        cls.order_of_stages = list(cls.env["crm.stage"]._flow_stages())
        cls.strict_gate = cls.env["crm.stage.gate"].create(
            {
                "name": "Nothing meets it",
                "stage_id": cls.stages["negotiation"].id,
                "domain": "[('id', '=', 0)]",
                "applies_domain": "[('referred', '=', 'strict')]",
            }
        )
        cls.outside = cls.env["crm.team"].create({"name": "Other business"})
        cls.reasons = cls.env["crm.lost.reason"].search([("ask_competitor", "=", False)], limit=3)
        cls.not_a_target = cls.env["crm.disqualify.reason"].search([], limit=1)
        cls.sources = cls.source | cls.env.ref("crm_sales_flow.utm_source_undefined")
        cls.campaign = cls.env["utm.campaign"].create({"title": "Autumn"})
        cls.medium = cls.env["utm.medium"].create({"name": "Fairs and halls"})
        cls.other_client = cls.client_company.copy({"name": "OOO Second Client"})

    @contextmanager
    def at(self, moment):
        """The clock, which stands at the end otherwise, is set back meanwhile."""
        self.clock.move_to(moment)
        yield
        self.clock.move_to(END)

    # ---------------------------------------------------------------- births

    def live(self, random, count):
        """:return: the lives of ``count`` deals and leads, some of which merge in the end."""
        self.happened = set()
        lives = [self.born(random, number) for number in range(count)]
        for life in lives:
            for _step in range(random.randint(0, 6)):
                self.step(random, life)
        for life in random.sample(self.pending(lives), count // 24):
            self.put_away(life)
        for _pair in range(count // 12):
            self.merge(random, *random.sample(self.pending(lives), 2))
        self.env.flush_all()
        self.assertEqual(self.happened, FATES)
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
            medium=random.choice((self.medium, self.env.ref("utm.utm_medium_direct"))),
            strict=random.random() < 0.3,
            contact=None,
            kind=None,
            archived=False,
            closed=None,
            reason=None,
            lost_at=None,
            visits=[],
            merged=[],
            gone=False,
        )
        with self.at(begun):
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
                medium_id=life.medium.id,
                contact_id=False,
                expected_revenue=life.amount,
                referred=life.strict and "strict",
            )
        self.visit(life)
        return life

    # ----------------------------------------------------------------- steps

    def step(self, random, life):
        life.now += timedelta(minutes=random.randint(10, 9 * 1440))
        if life.now >= END or life.archived:
            return
        lead = life.lead
        with self.at(life.now):
            if not life.is_deal:
                self.qualify(random, life)
                return
            if life.status == "lost":
                lead.action_restore()
                self.happened.add("revived")
                life.status, life.reason, life.closed, life.lost_at = "pending", None, None, None
                self.visit(life)
                return
            chance = random.random()
            if life.team == self.outside and life.status == "pending" and chance < 0.3:
                self.archive(life)
            elif chance < 0.12 and life.status == "pending":
                self.lose(random, life)
            elif chance < 0.22:
                self.enter(life, random.choice((self.team, self.other_team, self.outside)))
                lead.team_id = life.team
                self.happened.add("moved")
                self.visit(life)
            elif chance < 0.28:
                self.give(life, random.choice(("manager", "manager_two")))
            else:
                self.move(random, life)

    def enter(self, life, team):
        """Who comes into the process has all the way behind him to answer for."""
        was, life.team = life.team, team
        if was == self.outside:
            self.let_pass(life, 0, self.order_of_stages.index(life.stage))

    def give(self, life, login):
        """Out of the process a deal follows its manager into his department, as in Odoo."""
        if life.team == self.outside:
            self.enter(life, self.team if login == "manager" else self.other_team)
        life.user = life.lead.user_id = self.users[login]
        self.visit(life)

    def qualify(self, random, life):
        chance = random.random()
        if chance < 0.5:
            life.lead.qualification_basis = "call"
            life.lead.type = "opportunity"
            life.is_deal = True
            self.visit(life)
        elif chance < 0.65:
            life.lead._flow_disqualify(self.not_a_target)
            life.archived, life.closed = True, life.now

    def lose(self, random, life):
        life.reason = random.choice(self.reasons)
        life.lead.action_set_lost(lost_reason_id=life.reason.id)
        life.status, life.closed, life.lost_at = "lost", life.now, life.stage
        self.happened.add("lost")
        self.visit(life)

    def move(self, random, life):
        place = self.order_of_stages.index(life.stage)
        target = random.choice((place + 1, place + 1, place + 1, place + 3, place - 1, 9))
        target = min(max(target, 0), 9)
        self.let_pass(life, place, target)
        if target < place or target > place + 1:
            self.happened.add("went back" if target < place else "jumped")
        life.stage = self.order_of_stages[target]
        life.lead.stage_id = life.stage
        was = life.status
        life.status = "won" if life.stage.is_won else "pending"
        if life.status != "won":
            life.closed = None
        elif was != "won":
            life.closed = life.now
        self.visit(life)

    def let_pass(self, life, place, target):
        """The director lets a deal past the condition that it does not meet."""
        gate = self.order_of_stages.index(self.strict_gate.stage_id)
        if life.strict and life.team != self.outside and place <= gate < target:
            values = {"lead_id": life.lead.id, "gate_id": self.strict_gate.id, "reason": "Urgent"}
            self.as_user("director", self.env["crm.stage.override"]).create(values)
            self.happened.add("let past")

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

    def archive(self, life):
        """In the process a deal is lost and not archived; out of it, as in Odoo."""
        life.lead.action_archive()
        life.archived = True
        self.happened.add("archived")

    def put_away(self, life):
        """A deal leaves the process, and is archived there."""
        life.now += timedelta(hours=1)
        with self.at(life.now):
            life.team = life.lead.team_id = self.outside
            self.visit(life)
            self.archive(life)

    def pending(self, lives):
        """Deals of the process of which something may still become."""
        ours = [x for x in lives if x.is_deal and x.status == "pending" and not x.gone]
        return [x for x in ours if x.team != self.outside and x.now + timedelta(hours=3) < END]

    def merge(self, random, first, second):
        together = max(first.now, second.now) + timedelta(hours=3)
        pair = [first, second]
        first.client = second.client = self.client_company
        with self.at(together):
            (first.lead | second.lead).partner_id = self.client_company
            kept = (first.lead | second.lead).merge_opportunity()
        stays, goes = (first, second) if kept == first.lead else (second, first)
        for last in (goes.visits[-1], *[x for x in goes.merged if not x.out]):
            last.out = together
        stays.merged += goes.visits + goes.merged
        stays.registered = min(stays.registered, goes.registered)
        reached = [(x.contact, x.kind) for x in pair if x.contact]
        stays.contact, stays.kind = min(reached, default=(None, None), key=lambda one: one[0])
        stays.amount = stays.lead.expected_revenue
        stays.now = together
        self.take_origin(stays)
        goes.gone = True
        self.happened.add("merged")

    def take_origin(self, life):
        """Odoo's merge fills what the deal that stays lacks: read what it is now."""
        lead = life.lead
        life.source, life.word, life.engine = lead.source_id, lead.utm_term, lead.told_source
        life.campaign, life.user, life.team = bool(lead.campaign_id), lead.user_id, lead.team_id
        life.stage, life.medium = lead.stage_id, lead.medium_id
        life.strict = lead.referred == "strict"
