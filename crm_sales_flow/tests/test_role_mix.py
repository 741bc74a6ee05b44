from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestRoleMix(SalesFlowCase):
    """A03, A04: a second role widens what a person reads, never the deals he may change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.make_deal(
            name="Foreign", team_id=cls.other_team.id, user_id=cls.users["manager_two"].id
        )
        cls.foreign_free = cls.make_deal(
            name="Foreign free", team_id=cls.other_team.id, user_id=False
        )

    def mixed(self, first, second):
        groups = f"crm_sales_flow.{first},crm_sales_flow.{second}"
        return new_test_user(self.env, f"{first}_{second}", groups=f"base.group_user,{groups}")

    def assertReadsOnly(self, record, user, **values):
        record = record.with_user(user)
        record.read(list(values))
        with self.assertRaises(AccessError):
            record.write(values)

    def test_A04_head_with_another_role_changes_no_foreign_deal(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": self.foreign.id,
                "team_id": self.other_team.id,
            }
        )
        for role in ("group_request_sorter", "group_marketer"):
            with self.subTest(role=role):
                user = self.mixed("group_head", role)
                self.assertReadsOnly(self.foreign, user, name="Mine")
                self.assertReadsOnly(self.foreign.need_ids, user, text="Mine")
                self.assertReadsOnly(self.foreign.document_ids, user, signer="Mine")
                self.assertReadsOnly(order, user, client_order_ref="Mine")

    def test_A03_manager_with_another_role_takes_no_foreign_lead(self):
        user = self.mixed("group_manager", "group_request_sorter")
        self.assertReadsOnly(self.foreign_free, user, user_id=user.id)

    def test_A03_lead_leaves_its_department_by_the_head_only(self):
        lead = self.make_deal(type="lead")
        plain = self.env.ref("sales_team.team_sales_department")
        for team in (plain.id, self.other_team.id, False):
            with self.subTest(team=team), self.assertRaises(AccessError):
                self.as_user("manager", lead).team_id = team
        self.as_user("head", lead).team_id = self.other_team
        self.assertEqual(lead.team_id, self.other_team)

    def test_AE01_service_contracts_follow_the_department(self):
        values = {"partner_id": self.client_company.id, "date_end": "2099-12-31"}
        Contract = self.as_user("manager_two", self.env["crm.service.contract"])
        contract = Contract.create({**values, "lead_id": self.foreign.id})
        with self.assertRaises(AccessError):
            self.as_user("manager", contract).read(["price"])
        self.as_user("engineer", contract).read(["price"])
        with self.assertRaises(AccessError):
            # A contract answers the question about service: not on somebody else's deal.
            self.as_user("manager", self.env["crm.service.contract"]).create(
                {**values, "lead_id": self.foreign.id}
            )

    def test_F06_head_who_left_is_no_head(self):
        self.team.user_id.active = False
        self.assertFalse(self.team.head_ids)
        request = self.env["crm.request"].create({"contact_name": "Anna", "subject": "Pump"})
        self.as_user("sorter", request).action_sort(self.team)
        self.assertEqual(request.lead_id.activity_ids.user_id, request._directors()[:1])

    def test_AE01_reports_and_invoices_follow_the_department(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": self.foreign.id,
                "team_id": self.other_team.id,
                "user_id": self.users["manager_two"].id,
            }
        )
        product = self.env["product.product"].create({"name": "Pump", "invoice_policy": "order"})
        order.order_line = [(0, 0, {"product_id": product.id, "price_unit": 10})]
        order.action_confirm()
        invoice = order._create_invoices()
        self.foreign.activity_schedule("mail.mail_activity_data_call").action_feedback()
        self.env.flush_all()
        foreign = {
            "sale.report": [("order_reference", "=", f"sale.order,{order.id}")],
            "crm.activity.report": [("lead_id", "=", self.foreign.id)],
            "account.move": [("id", "=", invoice.id)],
            "account.move.line": [("move_id", "=", invoice.id)],
        }
        for model, domain in foreign.items():
            with self.subTest(model=model):
                self.assertFalse(self.as_user("head", self.env[model]).search_count(domain))
                self.assertTrue(self.as_user("director", self.env[model]).search_count(domain))

    def test_AE01_nothing_of_ones_own_is_hung_on_a_foreign_deal(self):
        own = self.make_deal()
        own.obligation_ids = [(0, 0, {"name": "Pay in advance", "side": "client"})]
        own.selection_line_ids = [(0, 0, {"is_custom": True, "note": "Special"})]
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "team_id": self.team.id,
                "user_id": self.users["manager"].id,
            }
        )
        for line in (own.need_ids, own.obligation_ids, own.selection_line_ids):
            with self.subTest(model=line._name), self.assertRaises(AccessError):
                self.as_user("manager", line).lead_id = self.foreign
        with self.assertRaises(AccessError):
            self.as_user("manager", order).opportunity_id = self.foreign

    def test_I06_facts_that_are_computed_on_reading_are_not_written(self):
        own = self.as_user("manager", self.make_deal())
        for name in ("supply_state", "delivery_state", "installation_state", "attestation_state"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                own.write({name: "ready", "stage_id": self.stages["selection"].id})

    def test_O04_visit_and_act_are_the_engineers(self):
        task = {"name": "Visit", "field_work_type": "installation", "lead_id": self.foreign.id}
        for login in ("manager", "warehouse"):
            Task = self.as_user(login, self.env["project.task"])
            with self.subTest(role=login), self.assertRaises(AccessError):
                Task.create(task)
            with self.subTest(role=login), self.assertRaises(AccessError):
                Task.with_context(default_field_work_type="installation").create({"name": "x"})
            private = Task.create({"name": "Private"})
            with self.subTest(role=login), self.assertRaises(AccessError):
                private.sign_act("11111111-1111-4111-8111-111111111111")

    def test_Q05_contract_comes_into_force_by_its_button(self):
        own = self.make_deal()
        values = {"partner_id": self.client_company.id, "date_end": "2099-12-31"}
        Contract = self.as_user("manager", self.env["crm.service.contract"])
        with self.assertRaises(AccessError):
            Contract.create({**values, "lead_id": own.id, "state": "active"})
        contract = Contract.create({**values, "lead_id": own.id})
        with self.assertRaises(AccessError):
            contract.state = "active"
