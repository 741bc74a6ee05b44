import random
from statistics import mean, median

from freezegun import freeze_time
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged
from odoo.tools import formatLang

from .control_recount import cents, word
from .control_reports import ControlReports
from .control_world import END

FEW, MANY = (1, 36), (4, 300)  # worlds, and deals in each


@tagged("post_install", "-at_install")
class TestControlTruth(ControlReports):
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
                self.check_money()
                self.check_overrides()
                self.check_reports(lives)
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
