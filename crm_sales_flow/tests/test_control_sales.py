import importlib.util
from datetime import date, timedelta
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .order_common import OrderCase


@tagged("post_install", "-at_install")
class TestControlSales(OrderCase):
    """Plans, expected payments and costs: who may do what, and what the reports make of it."""

    def report(self, login, model):
        return self.as_user(login, self.env[model])

    def invoice(self, price=1000):
        invoice = self.order(price)._create_invoices()
        invoice.invoice_date = date.today() - timedelta(days=20)
        invoice.invoice_date_due = date.today() - timedelta(days=10)
        invoice.action_post()
        return invoice

    # ------------------------------------------------------------- T03, T04

    def test_T03_overdue_invoice_stands_in_the_report_of_the_accountant(self):
        invoice = self.invoice()
        self.pay(invoice, 0.4)
        [row] = self.report("accountant", "crm.money.report").search([("move_id", "=", invoice.id)])
        self.assertEqual((row.amount_total, row.amount_paid, row.amount_left), (1000, 400, 600))
        self.assertEqual((row.amount_overdue, row.days_overdue, row.is_told), (600, 10, False))
        self.assertEqual((row.user_id, row.lead_id), (self.users["manager"], self.deal))

    def test_T04_manager_tells_when_the_money_comes(self):
        invoice = self.invoice()
        action = self.as_user("manager", invoice).action_expect()
        expected = self.report("manager", action["res_model"]).with_context(**action["context"])
        day = date.today() + timedelta(days=5)
        expected.create({"date": day, "note": "The bank pays later"})
        [row] = self.report("accountant", "crm.money.report").search([("move_id", "=", invoice.id)])
        self.assertEqual((row.date_expected, row.is_told, row.amount_overdue), (day, True, 0))
        expected.create({"date": day + timedelta(days=1)})
        self.assertEqual(invoice.date_expected, day + timedelta(days=1))

    def test_T04_of_a_foreign_invoice_a_manager_tells_nothing(self):
        invoice = self.invoice()
        values = {"move_id": invoice.id, "date": date.today()}
        with self.assertRaises(AccessError):
            self.report("manager_two", "crm.payment.expectation").create(values)
        with self.assertRaises(AccessError):
            self.as_user("manager", invoice).write({"date_expected": date.today()})
        told = self.report("manager", "crm.payment.expectation").create(values)
        with self.assertRaises(AccessError):
            told.date = date.today() + timedelta(days=9)
        self.assertFalse(self.report("manager_two", "crm.money.report").search([]))

    def test_T04_money_does_not_come_before_the_invoice(self):
        values = {"move_id": self.invoice().id, "date": date.today() - timedelta(days=30)}
        with self.assertRaises(ValidationError):
            self.report("manager", "crm.payment.expectation").create(values)

    def by_hand(self, amount):
        """Money that the accountant enters as a paper of the deal."""
        kind = self.env.ref("crm_sales_flow.document_type_payment")
        values = {"type_id": kind.id, "amount": amount, "deal_ids": [Command.set(self.deal.ids)]}
        return self.report("accountant", "crm.deal.document").create(values)

    def sums(self, domain=()):
        names = ("amount_total", "amount_paid", "amount_left", "amount_overdue")
        [found] = self.report("accountant", "crm.money.report")._read_group(
            [("lead_id", "=", self.deal.id), *domain], [], [f"{name}:sum" for name in names]
        )
        return found

    def test_T03_money_by_hand_is_not_waited_for_and_not_invoiced_twice(self):
        invoice = self.invoice()
        self.assertEqual(self.sums(), (1000, 0, 1000, 1000))
        payment = self.by_hand(1000)
        self.assertEqual(self.deal.payment_state, "paid")
        self.assertEqual(self.sums(), (1000, 1000, 0, 0))
        [row] = self.report("accountant", "crm.money.report").search([("move_id", "=", invoice.id)])
        self.assertEqual((row.amount_left, row.days_overdue), (0, 0))
        payment.sudo().is_cancelled = True
        self.assertEqual(self.sums(), (1000, 0, 1000, 1000))

    def test_T03_a_part_by_hand_pays_the_oldest_invoice_first(self):
        first = self.invoice(1000)
        self.pay(first, 0.4)
        second = self.invoice(500)
        left = "amount_left:sum"
        for amount, expected in ((250, (350, 500)), (450, (0, 400)), (399.99, (0, 0.01))):
            self.by_hand(amount)
            rows = dict(
                self.report("accountant", "crm.money.report")._read_group(
                    [("move_id", "in", (first | second).ids)], ["move_id"], [left]
                )
            )
            self.assertEqual((rows[first], rows[second]), expected)

    def test_T03_a_refund_stands_against_what_was_invoiced(self):
        invoice = self.invoice()
        refund = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        refund.invoice_line_ids.price_unit = 300
        refund.action_post()
        self.by_hand(500)
        self.assertEqual(self.sums()[:3], (700, 500, 200))

    # ------------------------------------------------------------------ Z12

    def test_Z12_plan_of_the_department_is_its_total(self):
        """The row without a manager carries what is not divided: sums are right on every level."""
        plans = self.report("head", "crm.sales.target")
        month = date(2026, 3, 17)
        base = {"month": month, "team_id": self.team.id}
        plans.create({**base, "amount": 1000, "amount_paid": 800})
        plan = plans.create({**base, "user_id": self.users["manager"].id, "amount": 600})
        self.assertEqual(plan.month, date(2026, 3, 1))
        domain = [("kind", "=", "plan"), ("department_id", "=", self.team.id)]
        report = self.report("head", "crm.plan.report")
        by_user = dict(report._read_group(domain, ["user_id"], ["plan_amount:sum"]))
        self.assertEqual(by_user[self.users["manager"]], 600)
        self.assertEqual(by_user[self.env["res.users"]], 400)
        self.assertEqual(
            report._read_group(domain, [], ["plan_amount:sum", "plan_paid:sum"]), [(1000, 800)]
        )

    def test_Z12_plan_is_met_by_the_won_deal_and_the_paid_invoice(self):
        self.env["crm.stage.gate"].search([]).active = False
        self.pay(self.invoice(500))
        self.deal.stage_id = self.stages["won"]
        plans = self.report("head", "crm.sales.target")
        values = {"team_id": self.team.id, "user_id": self.users["manager"].id, "amount_paid": 250}
        plans.create({**values, "amount": 1000})
        [(won, paid, won_share)] = self.report("manager", "crm.plan.report")._read_group(
            [("user_id", "=", self.users["manager"].id)],
            [],
            ["amount_won:sum", "amount_paid:sum", "won_share:avg"],
        )
        self.assertEqual((won, paid, won_share), (500, 500, 50))

    def test_Z12_plans_are_made_by_the_head_for_his_department(self):
        own = {"team_id": self.team.id, "amount": 1}
        for login, values in (
            ("manager", own),
            ("head", {**own, "team_id": self.other_team.id}),
        ):
            with self.assertRaises(AccessError):
                self.report(login, "crm.sales.target").create(values)
        plan = self.report("head", "crm.sales.target").create(own)
        self.assertFalse(self.report("manager_two", "crm.sales.target").search([]))
        plan.action_copy_to_next_month()
        plan.action_copy_to_next_month()
        self.assertEqual(self.report("head", "crm.sales.target").search_count([]), 2)

    # ------------------------------------------------------------- U05, U09

    def test_U09_cost_of_a_lead_by_keyword(self):
        campaign = self.env["utm.campaign"].create({"title": "Spring"})
        told = {"utm_term": "Насос ", "told_source": "Yandex", "campaign_id": campaign.id}
        for name in ("One", "Two"):
            self.make_deal(type="lead", name=name, **told)
        cost = {"campaign_id": campaign.id, "engine": "yandex", "keyword": "насос", "amount": 300}
        self.report("marketer", "crm.ad.cost").create(cost)
        [(leads, spent, each)] = self.report("marketer", "crm.effect.report")._read_group(
            [("engine", "=", "yandex"), ("keyword", "=", "насос")],
            [],
            ["lead_count:sum", "cost:sum", "lead_cost:avg"],
        )
        self.assertEqual((leads, spent, each), (2, 300, 150))
        self.assertEqual((campaign.cost, campaign.lead_cost), (300, 150))

    def test_U09_a_cost_says_what_it_was_for(self):
        for values in ({"amount": 5}, {"amount": 0, "keyword": "насос"}):
            with self.assertRaises(ValidationError):
                self.report("marketer", "crm.ad.cost").create(values)
        with self.assertRaises(AccessError):
            self.report("manager", "crm.ad.cost").create({"amount": 5, "keyword": "насос"})

    def test_U05_campaign_tells_who_opened_and_answered(self):
        campaign = self.env["utm.campaign"].create({"title": "Letters"})
        touch = {"name": "News", "kind": "mailing", "campaign_id": campaign.id}
        self.env["crm.touch"].create(
            [
                {**touch, "partner_id": self.client_company.id, "open_count": 2},
                {**touch, "partner_id": self.client_person.id, "response": "refused"},
                {**touch, "partner_id": self.client_person.id, "response": "silent"},
            ]
        )
        found = (campaign.touch_count, campaign.opened_count, campaign.answered_count)
        self.assertEqual(found, (3, 1, 1))

    # ----------------------------------------------------------------- reach

    def test_Z01_order_of_the_stages_decides_what_is_further(self):
        self.env["crm.stage.gate"].search([]).active = False
        self.deal.stage_id = self.stages["proposal"]
        self.deal.stage_id = self.stages["selection"]
        self.assertEqual(self.deal.furthest_stage_id, self.stages["proposal"])
        self.stages["selection"].sequence, self.stages["proposal"].sequence = (
            self.stages["proposal"].sequence,
            self.stages["selection"].sequence,
        )
        self.assertEqual(self.deal.furthest_stage_id, self.stages["selection"])

    def test_Z01_leads_and_foreign_deals_are_not_counted(self):
        lead = self.make_deal(type="lead")
        self.assertFalse(lead.furthest_stage_id)
        seen = self.report("manager_two", "crm.funnel.report").search([])
        self.assertNotIn(self.deal, seen.lead_id)
        self.assertIn(self.deal, self.report("head", "crm.funnel.report").search([]).lead_id)
        for login in ("warehouse", "engineer", "secretary"):
            with self.assertRaises(AccessError):
                self.report(login, "crm.funnel.report").search([])

    def test_T03_tables_are_exported_by_those_who_answer_for_them(self):
        for login in ("head", "director", "accountant"):
            self.assertTrue(self.users[login].has_group("base.group_allow_export"), login)
        self.assertFalse(self.users["manager"].has_group("base.group_allow_export"))

    def test_U09_migration_makes_costs_of_what_was_typed_in(self):
        script = load_script("19.0.1.3.0", "post-reports")
        campaign = self.env["utm.campaign"].create({"title": "Old", "date_begin": "2026-02-03"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE utm_campaign SET cost = 70 WHERE id = %s", [campaign.id])
        query = "UPDATE crm_lead SET furthest_stage_id = NULL, begun_at = NULL WHERE id = %s"
        self.env.cr.execute(query, [self.deal.id])
        self.env.invalidate_all()
        for _time in range(2):
            script.migrate(self.env.cr, "19.0.1.3.0")
            self.env.flush_all()
            self.env.invalidate_all()
        self.assertEqual(campaign.cost, 70)
        self.assertEqual(campaign.cost_ids.date, date(2026, 2, 3))
        self.assertEqual(self.deal.furthest_stage_id, self.stages["needs"])
        self.assertEqual(self.deal.begun_at, self.deal.history_ids.entered_at)


def load_script(version, name):
    path = Path(__file__).parent.parent / "migrations" / version / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"migration_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
