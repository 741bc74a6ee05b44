from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .board_common import BoardChecks
from .order_common import OrderCase

CARDS = {
    "director": {"plan", "invoices", "keywords", "campaigns", "control_calls", "sorting"},
    "head": {"plan", "invoices", "control_calls", "service"},
    "manager": {"plan", "invoices"},
    "marketer": {"keywords", "campaigns"},
}
SELLING = {"funnel", "conversion", "lost", "service"}


@tagged("post_install", "-at_install")
class TestControlCards(BoardChecks, OrderCase):
    """A company in which every card has something to say, and what it says (Z11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage.gate"].search([]).active = False
        cls.today = date.today()
        cls.campaign = cls.env["utm.campaign"].create({"title": "Autumn"})
        cls.told = {
            "campaign_id": cls.campaign.id,
            "utm_term": "насос",
            "told_source": "yandex",
        }
        cls.deal.write({**cls.told, "expected_revenue": 700})
        cls.make_deal(name="In work", **cls.told)
        cls.make_deal(name="Asks", type="lead", **cls.told)
        cls.lost = cls.make_deal(name="Gone")
        cls.lost.action_set_lost(lost_reason_id=cls.env["crm.lost.reason"].search([], limit=1).id)
        cls.env["crm.ad.cost"].create(
            {"campaign_id": cls.campaign.id, "engine": "yandex", "keyword": "насос", "amount": 90}
        )
        plan = {"team_id": cls.team.id, "amount": 5000, "amount_paid": 4000}
        cls.env["crm.sales.target"].create(
            [plan, {**plan, "user_id": cls.users["manager"].id, "amount": 3000}]
        )
        cls.env["crm.control.call"].create(
            {
                "week": cls.today,
                "place": 1,
                "team_id": cls.team.id,
                "partner_id": cls.client_company.id,
                "manager_id": cls.users["manager"].id,
                "score": 4,
                "state": "done",
                "called_at": f"{cls.today} 07:00:00",
            }
        )
        slot = cls.env["crm.sorting.slot"].search([], limit=1)
        for hour, left in ((6, 0), (7, 2)):
            cls.env["crm.sorting.round"]._hold(slot, f"{cls.today} 0{hour}:00:00", left)

    def trade(self):
        """An overdue invoice, paid in part by the bank and in part by hand; the deal is won."""
        invoice = self.order(1000)._create_invoices()
        invoice.invoice_date = self.today - timedelta(days=20)
        invoice.invoice_date_due = self.today - timedelta(days=10)
        invoice.action_post()
        self.pay(invoice, 0.4)
        kind = self.env.ref("crm_sales_flow.document_type_payment")
        self.as_user("accountant", self.env["crm.deal.document"]).create(
            {
                "type_id": kind.id,
                "amount": 250,
                "date": self.today,
                "deal_ids": [Command.set(self.deal.ids)],
            }
        )
        self.deal.with_user(self.users["director"]).stage_id = self.stages["won"]
        self.env.flush_all()

    def around(self):
        return [str(self.today - timedelta(days=40)), str(self.today + timedelta(days=1))]

    def test_Z11_every_figure_of_every_card_is_that_of_its_records(self):
        self.trade()
        around = self.around()
        for login, cards in CARDS.items():
            board = self.board(login, period=around)
            self.check_board(login, board)
            cards = cards | (SELLING if login != "marketer" else {"conversion"})
            told = {
                block["name"]
                for block in board["blocks"]
                if any(figure["value"] for figure in block["figures"])
            }
            self.assertLessEqual(cards, told, login)
        invoices = {
            key: figure["value"]
            for (name, key), figure in self.figures(self.board("director", False, around)).items()
            if name == "invoices"
        }
        self.assertEqual(invoices, {"left": 350, "overdue": 350, "expected": 350, "paid": 650})

    # ------------------------------------------------------------ campaigns

    def test_U05_a_campaign_says_what_the_conversion_beside_it_says(self):
        self.trade()
        self.make_deal(name="Waits", type="lead", awaits_sorting=True, **self.told)
        outside = self.env["crm.team"].create({"name": "Other business"})
        self.make_deal(name="Outside", type="lead", team_id=outside.id, **self.told)
        again = self.make_deal(name="Lead again", **self.told)
        again.type = "lead"
        early = self.make_deal(name="Long ago", **self.told)
        early.registered_at = self.today - timedelta(days=90)
        figures = self.figures(self.board("marketer", period=self.around()))
        cells = {
            column: figures["campaigns", f"{self.campaign.id}-{column}"]["value"]
            for column in ("all", "deals", "won", "money", "cost")
        }
        self.assertEqual(cells, {"all": 4, "deals": 3, "won": 1, "money": 1000, "cost": 90})
        words = self.as_user("marketer", self.env["crm.effect.report"])._read_group(
            [("campaign_id", "=", self.campaign.id), ("date", ">=", self.around()[0])],
            [],
            ["lead_count:sum", "deal_count:sum", "won_count:sum", "amount_won:sum"],
        )
        self.assertEqual(words, [(4, 3, 1, 1000)])
        campaign = self.as_user("marketer", self.campaign)
        facts = campaign.fact_leads, campaign.fact_deals, campaign.fact_revenue
        self.assertEqual(facts, (5, 4, 1000))

    # ----------------------------------------------------------------- plan

    def test_Z12_a_period_within_months_takes_them_whole(self):
        plans = self.env["crm.sales.target"]
        plans.search([]).unlink()
        for month, amount in (("2026-02-01", 1), ("2026-03-01", 10), ("2026-04-01", 100)):
            plans.create({"team_id": self.team.id, "month": month, "amount": amount})
        deal = self.make_deal(name="March", expected_revenue=7)
        deal.with_user(self.users["director"]).stage_id = self.stages["won"]
        deal.date_closed = "2026-03-03 09:00:00"
        figures = self.figures(self.board("director", period=["2026-03-15", "2026-04-14"]))
        team = self.team.id
        self.assertEqual(figures["plan", f"{team}-plan_amount"]["value"], 110)
        self.assertEqual(figures["plan", f"{team}-amount_won"]["value"], 7)

    def test_Z12_what_is_not_divided_says_so_on_the_card(self):
        figures = self.figures(self.board("head"))
        rest = figures["plan", "False-plan_amount"]
        self.assertEqual((rest["row"], rest["value"]), ("Not divided among managers", 2000))

    def test_Z12_the_plan_of_the_department_is_not_shown_to_its_managers(self):
        """He reads his own plan in the report, and deals of nobody, and nothing more."""
        free = self.make_deal(name="Nobody's", user_id=False, expected_revenue=7)
        free.with_user(self.users["director"]).stage_id = self.stages["won"]
        free.user_id = False
        report = self.as_user("manager", self.env["crm.plan.report"])
        total = ["plan_amount:sum"]
        self.assertEqual(report._read_group([("kind", "=", "plan")], [], total), [(3000,)])
        head = self.as_user("head", self.env["crm.plan.report"])
        self.assertEqual(head._read_group([("kind", "=", "plan")], [], total), [(5000,)])
        self.assertIn(free, report.search([("kind", "=", "won")]).lead_id)

    # ---------------------------------------------------------------- costs

    def test_U09_who_sees_one_department_is_not_told_that_advertising_was_free(self):
        names = {"cost", "lead_cost", "deal_cost", "cost_return"}
        view = self.env.ref("crm_sales_flow.crm_effect_report_view_pivot_keyword").id
        for login, seen in (("director", True), ("marketer", True), ("head", False)):
            report = self.as_user(login, self.env["crm.effect.report"])
            arch = report.get_view(view, "pivot")["arch"]
            self.assertEqual(names <= set(report.fields_get()), seen, login)
            self.assertEqual('"lead_cost"' in arch, seen, login)
        with self.assertRaises(AccessError):
            self.as_user("head", self.env["crm.effect.report"])._read_group([], [], ["cost:sum"])

    # ----------------------------------------------------------- currencies

    def test_Z04_companies_of_two_currencies_are_added_up_in_one(self):
        own = self.env.company
        foreign = self.env["res.currency"].create({"name": "XTF", "symbol": "xtf"})
        rate = {"currency_id": foreign.id, "company_id": own.id, "name": "2020-01-01", "rate": 0.5}
        self.env["res.currency.rate"].create(rate)
        other = self.env["res.company"].create({"name": "Second", "currency_id": foreign.id})
        director = self.users["director"]
        director.company_ids |= other
        values = {"team_id": self.team.id, "company_id": other.id, "amount": 10}
        self.env["crm.sales.target"].create(values)
        self.env["crm.ad.cost"].create({**self.told_cost(), "company_id": other.id})
        deal = self.make_deal(
            name="Abroad", expected_revenue=40, partner_id=False, contact_id=False
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET company_id = %s WHERE id = %s", [other.id, deal.id]
        )
        self.env.invalidate_all()
        env = self.env(user=director, context={"allowed_company_ids": (own | other).ids})
        sums = {
            ("crm.plan.report", "plan_amount"): 5000 + 20,
            ("crm.effect.report", "cost"): 90 + 180,
        }
        for (model, name), expected in sums.items():
            [(found,)] = env[model]._read_group([], [], [f"{name}:sum"])
            self.assertEqual(found, expected, model)
        ours = [("lead_id", "=", deal.id)]
        [(amount,)] = env["crm.funnel.report"]._read_group(ours, [], ["amount:sum"])
        deals = env["crm.lead"].search([("id", "=", deal.id)])
        [(summed,)] = deals._read_group([("id", "=", deal.id)], [], ["deal_amount:sum"])
        self.assertEqual((amount, summed), (80, 80))
        self.assertEqual(env["crm.funnel.report"].search(ours).currency_id, own.currency_id)

    def told_cost(self):
        return {"campaign_id": self.campaign.id, "keyword": "насос", "amount": 90}
