from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealPlan(SalesFlowCase):
    """I16: the typical sale is a template whose tasks are planned for a new deal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env.ref("crm_sales_flow.plan_sale")

    def make_own_deal(self, **values):
        deal = self.as_user("manager", self.env["crm.lead"])
        data = {
            "name": "Pump",
            "type": "opportunity",
            "team_id": self.team.id,
            "user_id": self.users["manager"].id,
        }
        return deal.create({**data, **values})

    @freeze_time("2026-03-02 09:00:00")
    def test_I16_new_deal_gets_the_tasks_by_role(self):
        self.team.sale_plan_id = self.plan
        tasks = self.make_own_deal().activity_ids.sorted("date_deadline")
        self.assertEqual(
            tasks.mapped("summary"),
            [
                "Clarify the needs",
                "Prepare the proposal",
                "Discuss the proposal with the client",
                "Look how the deal goes on",
            ],
        )
        self.assertEqual(tasks[0].date_deadline, date(2026, 3, 3))
        self.assertEqual(tasks[:3].user_id, self.users["manager"])
        self.assertEqual(tasks[3].user_id, self.users["head"])

    def test_I16_converted_lead_gets_them_once(self):
        self.team.sale_plan_id = self.plan
        lead = self.make_own_deal(type="lead", qualification_basis="call")
        before = len(lead.activity_ids)
        lead.convert_opportunity(self.client_company)
        self.assertEqual(len(lead.activity_ids) - before, 4)
        lead.write({"user_id": self.users["manager"].id, "contact_id": self.client_person.id})
        self.assertEqual(len(lead.activity_ids) - before, 4)

    def test_I16_a_deal_that_returns_gets_nothing_again(self):
        outside = self.env["crm.team"].create({"name": "Other business"})
        for plan, tasks in ((self.plan, 4), (self.plan.browse(), 1)):
            self.team.sale_plan_id = plan
            deal = self.as_user("head", self.make_own_deal())
            self.assertEqual(len(deal.activity_ids), tasks)
            deal.activity_ids.sudo().action_feedback()
            deal.team_id = outside
            deal.write({"team_id": self.team.id, "stage_id": self.stages["needs"].id})
            self.assertFalse(deal.activity_ids)

    def test_I16_department_without_a_template_plans_the_next_step_only(self):
        deal = self.make_own_deal()
        self.assertEqual(deal.activity_ids, deal._flow_open_tasks("first_step"))

    def test_I16_imported_deal_is_in_the_middle_of_its_own(self):
        self.team.sale_plan_id = self.plan
        deal = self.env["crm.lead"].with_context(import_file=True)
        deal = deal.create({"name": "Old", "type": "opportunity", "team_id": self.team.id})
        self.assertFalse(deal.activity_ids)
