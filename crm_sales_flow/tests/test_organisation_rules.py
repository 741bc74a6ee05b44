from odoo import Command
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestOrganisationRules(SalesFlowCase):
    """A02-A04: the rules of access are made of ids and follow them at once."""

    def setUp(self):
        super().setUp()
        self.deal = self.make_deal(user_id=self.users["head"].id)

    def sees(self, login, deal):
        found = self.as_user(login, self.env["crm.lead"]).search([("id", "=", deal.id)])
        self.assertEqual(bool(found), self.as_user(login, deal).has_access("read"))
        return bool(found)

    def test_A02_rules_of_a_deal_have_no_sub_query(self):
        """50,000 deals: a chain of sub-queries is asked of every row, an id is not."""
        for login in ("manager", "head", "tester"):
            rules = self.env["ir.rule"].with_user(self.users[login])
            for mode in ("read", "write"):
                domain = rules._compute_domain("crm.lead", mode)
                self.assertNotIn("any", {term.operator for term in domain.iter_conditions()})

    def test_A02_a_new_reader_reads_at_once(self):
        self.assertFalse(self.sees("manager_two", self.deal))
        self.sub_unit.member_ids |= self.users["manager_two"]
        self.assertTrue(self.sees("manager_two", self.deal))
        self.sub_unit.member_ids -= self.users["manager_two"]
        self.assertFalse(self.sees("manager_two", self.deal))

    def test_A02_a_new_head_changes_at_once(self):
        head = self.users["director"].copy(
            {"login": "flow_new_head", "group_ids": [Command.set(self.users["head"].group_ids.ids)]}
        )
        deal = self.deal.with_user(head)
        self.assertFalse(deal.has_access("write"))
        self.team.user_id = head
        self.assertTrue(deal.has_access("write"))

    def test_A02_a_team_enters_and_leaves_the_process(self):
        outside = self.env["crm.team"].create({"name": "Outside the process"})
        deal = self.env["crm.lead"].create(
            {"name": "Ordinary", "type": "opportunity", "team_id": outside.id, "user_id": False}
        )
        self.assertTrue(self.sees("manager", deal))
        outside.flow_enabled = True
        self.assertFalse(self.sees("manager", deal))
        outside.flow_enabled = False
        self.assertTrue(self.sees("manager", deal))

    def test_A02_an_archived_team_keeps_its_readers(self):
        self.assertTrue(self.sees("tester", self.deal))
        self.team.active = False
        self.assertTrue(self.sees("tester", self.deal))

    def test_A02_the_rules_cost_one_query_of_a_request(self):
        """What they are made of is read at once, by whoever asks, and once."""
        deals = self.as_user("manager", self.env["crm.lead"])
        deals.search_count([])
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            deals.search_count([])
        with self.assertQueryCount(1):
            deals.search_count([])
