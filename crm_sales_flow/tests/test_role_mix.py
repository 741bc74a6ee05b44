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
