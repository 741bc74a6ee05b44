import random
from ast import literal_eval
from collections import Counter, defaultdict
from datetime import timezone
from statistics import mean, median

from freezegun import freeze_time
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import formatLang

from .control_boards import ControlBoards
from .control_recount import cents, word
from .control_world import END, MOSCOW, minutes_by_days

FEW, MANY = (1, 36), (4, 300)  # worlds, and deals in each
DAY = 9 * 60
UTC = timezone.utc


@tagged("post_install", "-at_install")
class TestControlTruth(ControlBoards):
    """Z01-Z12, H06, A10, T03, U10: figures equal a recount in plain Python, whatever happened."""

    def test_Z01_every_figure_equals_a_recount(self):
        # Another profile than the small one asks for many examples.
        worlds, deals = MANY if settings().max_examples > 100 else FEW

        # A world of another seed is not a simpler one: nothing to shrink.
        @settings(deadline=None, max_examples=worlds, phases=[Phase.generate])
        @given(st.integers(0, 10**6))
        def world(seed):
            chance = random.Random(seed)
            with self.env.cr.savepoint() as savepoint, freeze_time(END) as self.clock:
                lives = self.live(chance, deals)
                self.happen(chance, lives)
                self.check_funnel(lives)
                self.check_head(lives)
                self.check_effect(lives)
                self.check_lost(lives)
                self.check_money()
                self.check_plan(lives)
                self.check_facts(lives)
                self.check_boards(lives)
                savepoint.rollback()
            self.env.invalidate_all()
            self.env.cr.precommit.clear()

        world()

    def happen(self, random, lives):
        self.trade(random, lives)
        self.promise_goods(random, lives)
        self.free(random, lives)
        self.ask(random, lives)
        self.serve(random, lives)
        self.govern(random, lives)
        self.env.flush_all()

    # -------------------------------------------------------------- funnel

    def reached(self, life):
        """Index of the furthest stage, or None of a life that never was a deal of the process."""
        stood = [x.stage for x in life.visits + life.merged if x.kind == "stage"]
        return max(map(self.order_of_stages.index, stood), default=None)

    def days(self, life, stage):
        spent = [
            minutes_by_days(x.begun, x.out or END)
            for x in life.visits
            if x.kind == "stage" and x.stage == stage
        ]
        return sum(spent) / DAY if spent and not stage.is_won else None

    def begun(self, life):
        return min(x.begun for x in life.visits + life.merged if x.kind == "stage")

    def check_funnel(self, lives):
        names = ["deal_count:sum", "amount:sum", "stood_count:sum", "next_rate:avg"]
        names += ["working_days:avg", "median_days:avg", "won_count:sum", "won_rate:avg"]
        domains = {
            "all": ([], lambda life: True),
            "spring": (
                [
                    ("begun_at", ">=", "2026-03-01 00:00:00"),
                    ("begun_at", "<", "2026-05-01 00:00:00"),
                ],
                lambda life: "2026-03-01" <= str(self.begun(life)) < "2026-05-01",
            ),
            "source": (
                [("source_id", "=", self.source.id), ("keyword", "=", "вакуумный насос")],
                lambda life: life.source == self.source and word(life.word) == "вакуумный насос",
            ),
        }
        for name, (domain, chosen) in domains.items():
            rows = self.figures("crm.funnel.report", ["stage_id"], names, domain)
            ours = [x for x in lives if self.reached(x) is not None and chosen(x)]
            report = self.as_user("director", self.env["crm.funnel.report"])
            sums = ["deal_count:sum", "amount:sum", "won_rate:avg"]
            self.check_total(ours, *report._read_group(domain, [], sums)[0])
            if name == "spring":
                self.check_card(rows)
            for place, stage in enumerate(self.order_of_stages):
                came = [x for x in ours if self.reached(x) >= place]
                with self.subTest(stage=stage.name, which=name):
                    self.check_stage(rows.get(stage), came, stage, place)

    def check_total(self, lives, count, amount, rate):
        self.assertEqual(count or 0, len(lives))
        self.assertEqual(cents(amount or 0), cents(sum(life.amount for life in lives)))
        self.assertAlmostEqual(rate or 0, self.won_rate(lives), 6)

    def won_rate(self, lives):
        return 100 * mean(life.status == "won" for life in lives) if lives else 0

    def check_card(self, rows):
        """The card of the dashboard says what the report says."""
        board = self.as_user("director", self.env["flow.dashboard"]).with_context(tz="UTC")
        blocks = board.get_dashboard("director", ["2026-03-01", "2026-04-30"])
        [card] = [block for block in blocks["blocks"] if block["name"] == "funnel"]
        for figure, stage in zip(card["figures"], self.order_of_stages, strict=True):
            count, amount, _stood, rate, _average, middle, *_won = rows.get(stage, (0,) * 8)
            self.assertEqual(figure["value"], count)
            self.assertAlmostEqual(figure["amount"], amount, 2)
            self.assertAlmostEqual(figure["percent"] or 0, rate, delta=0.0501)
            if middle:
                self.assertIn(formatLang(board.env, middle, digits=1), figure["note"])

    def check_stage(self, row, came, stage, place):
        if not came:
            self.assertIsNone(row)
            return
        count, amount, stood, rate, average, middle, won, won_rate = row
        further = [x for x in came if self.reached(x) > place]
        days = [d for x in came if (d := self.days(x, stage)) is not None]
        self.assertEqual(count, len(came))
        self.assertAlmostEqual(amount, sum(x.amount for x in came), 2)
        here = [
            any((v.kind, v.stage) == ("stage", stage) for v in x.visits + x.merged) for x in came
        ]
        self.assertEqual(stood, sum(here))
        self.assertAlmostEqual(rate, 100 * len(further) / len(came), 6)
        self.assertEqual(won, sum(x.status == "won" for x in came))
        self.assertAlmostEqual(won_rate, self.won_rate(came), 6)
        self.assertAlmostEqual(average or 0, mean(days) if days else 0, 6)
        self.assertAlmostEqual(middle or 0, median(days) if days else 0, 6)

    def check_head(self, lives):
        """The Head's funnel is that of his department, and of nobody else's."""
        own = self.team | self.sub_unit
        rows = self.figures(
            "crm.funnel.report", ["team_id"], ["lead_id:count_distinct"], user="head"
        )
        expected = Counter(x.team for x in lives if self.reached(x) is not None)
        for team in own:
            self.assertEqual(rows.get(team, (0,))[0], expected[team])
        self.assertFalse(self.other_team in rows)
        mine = self.figures(
            "crm.funnel.report", ["user_id"], ["lead_id:count_distinct"], user="manager_two"
        )
        own = self.users["manager_two"]
        expected = Counter(
            x.user
            for x in lives
            if self.reached(x) is not None
            and (x.user == own or not x.user and x.team in (self.other_team, self.outside))
        )
        self.assertEqual({user: count for user, (count,) in mine.items()}, dict(expected))

    # ---------------------------------------------------------- conversion

    def check_effect(self, lives):
        names = ["lead_count", "contact_count", "deal_count", "won_count", "lost_count"]
        names = [f"{name}:sum" for name in (*names, "amount_won")]
        names += ["client_id:count_distinct", "contact_rate:avg", "deal_rate:avg"]
        keys = {
            "user_id": lambda life: life.user,
            "team_id": lambda life: life.team,
            "source_id": lambda life: life.source,
            "medium_id": lambda life: life.medium,
            "segment_id": lambda life: life.client.activity_segment_id,
            "keyword": lambda life: word(life.word),
            "engine": lambda life: word(life.engine),
            "campaign_id": lambda life: (
                self.campaign if life.campaign else self.env["utm.campaign"]
            ),
        }
        counted = [x for x in lives if x.team != self.outside or self.reached(x) is not None]
        for name, key in keys.items():
            rows = self.figures("crm.effect.report", [name], names, [("kind", "=", "lead")])
            groups = defaultdict(list)
            for life in counted:
                groups[key(life)].append(life)
            with self.subTest(by=name):
                self.assertEqual(set(rows), set(groups))
                for value, group in groups.items():
                    self.check_group(rows[value], group)

    def check_group(self, row, group):
        leads, contacts, deals, won, lost, amount, clients, contact_rate, deal_rate = row
        is_deal = [x for x in group if x.is_deal]
        contacted = [x for x in group if x.is_deal or x.contact]
        is_won = [x for x in is_deal if x.status == "won"]
        self.assertEqual((leads, contacts, deals), (len(group), len(contacted), len(is_deal)))
        self.assertEqual(won, len(is_won))
        self.assertEqual(lost, sum(x.status == "lost" for x in is_deal))
        self.assertAlmostEqual(amount, sum(x.amount for x in is_won), 2)
        self.assertEqual(clients, len({x.client for x in is_deal}))
        self.assertAlmostEqual(contact_rate, 100 * len(contacted) / len(group), 6)
        if contacted:
            self.assertAlmostEqual(deal_rate, 100 * len(is_deal) / len(contacted), 6)

    def check_lost(self, lives):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_sales_flow.action_lost_report")
        domain = [*literal_eval(action["domain"]), ("active", "in", [True, False])]
        by = ["lost_reason_id", "lost_stage_id", "source_id"]
        rows = self.figures("crm.lead", by, ["__count", "expected_revenue:sum"], domain)
        expected = defaultdict(list)
        for life in lives:
            if life.status == "lost":
                expected[life.reason, life.lost_at, life.source].append(life.lead.expected_revenue)
        self.assertEqual(rows, {key: (len(sums), sum(sums)) for key, sums in expected.items()})

    # --------------------------------------------------------------- money

    def check_money(self):
        invoices = self.env["account.move"].union(*[invoice for invoice, _group in self.bills])
        ours = [("move_id", "in", invoices.ids)]
        rows = self.figures(
            "crm.money.report", ["move_id"], ["amount_total:sum", "amount_paid:sum"], ours
        )
        for invoice in invoices:
            total, paid = rows[invoice]
            self.assertEqual(cents(total), cents(invoice.amount_total))
            self.assertEqual(cents(paid), cents(invoice.amount_total - invoice.amount_residual))
        words = self.figures(
            "crm.effect.report", ["keyword"], ["amount_paid:sum"], [("kind", "=", "money")]
        )
        everything = self.env["account.move"].search(
            [("move_type", "in", ("out_invoice", "out_refund")), ("state", "=", "posted")]
        )
        self.assertEqual(
            sum(cents(paid) for (paid,) in words.values()),
            sum(cents(x.amount_total_signed - x.amount_residual_signed) for x in everything)
            + sum(cents(x.amount) for x in self.by_hand),
        )
        for invoice, group in self.bills:
            self.check_parts(invoice, group)

    def check_parts(self, invoice, group):
        """Each deal has what its lines are worth, to a kopeck; the parts make up the whole."""
        rows = self.figures(
            "crm.money.report",
            ["lead_id"],
            ["amount_total:sum", "amount_paid:sum"],
            [("move_id", "=", invoice.id)],
        )
        paid = invoice.amount_total - invoice.amount_residual
        for life in group:
            worth = sum(
                invoice.invoice_line_ids.filtered(
                    lambda line, lead=life.lead: line.sale_line_ids.order_id.opportunity_id == lead
                ).mapped("price_total")
            )
            total, part = rows[life.lead]
            self.assertEqual(cents(total), cents(worth))
            self.assertAlmostEqual(part, paid * worth / invoice.amount_total, delta=0.0101)
        self.assertEqual(sum(cents(part) for _total, part in rows.values()), cents(paid))

    def check_plan(self, lives):
        rows = self.figures(
            "crm.plan.report",
            ["user_id"],
            ["won_count:sum", "amount_won:sum"],
            [("kind", "=", "won")],
        )
        expected = defaultdict(list)
        for life in lives:
            if life.is_deal and life.status == "won" and life.team != self.outside:
                expected[life.user].append(life.amount)
        self.assertEqual(
            {user: (count, cents(amount)) for user, (count, amount) in rows.items()},
            {user: (len(sums), cents(sum(sums))) for user, sums in expected.items()},
        )
        by_month = self.figures(
            "crm.plan.report", ["date:month"], ["won_count:sum"], [("kind", "=", "won")]
        )
        months = Counter(
            x.closed.replace(tzinfo=UTC).astimezone(MOSCOW).date().replace(day=1)
            for x in lives
            if x.is_deal and x.status == "won" and x.team != self.outside
        )
        self.assertEqual({day: count for day, (count,) in by_month.items()}, dict(months))
