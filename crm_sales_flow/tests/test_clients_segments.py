from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestClientSegments(SalesFlowCase):
    """Clients are chosen by activity, prospects and potential (X04)."""

    def test_X04_segments_of_the_organisation_are_those_of_its_people(self):
        segment = self.env.ref("crm_sales_flow.segment_electronics")
        self.as_user("marketer", self.client_company).activity_segment_id = segment
        self.assertEqual(self.client_person.activity_segment_id, segment)
        fresh = self.env["res.partner"].create(
            {"name": "New person", "parent_id": self.client_company.id}
        )
        self.assertEqual(fresh.segment_ids, segment)
        found = self.env["res.partner"].search([("activity_segment_id", "=", segment.id)])
        self.assertGreaterEqual(found, self.client_company | self.client_person | fresh)

    def test_X04_lists_are_short(self):
        Segment = self.env["crm.client.segment"]
        have = Segment.search_count([("kind", "=", "potential")])
        for number in range(7 - have):
            Segment.create({"name": str(number), "kind": "potential"})
        with self.assertRefused("archive one"):
            Segment.create({"name": "eighth", "kind": "potential"})

    def test_X04_lists_belong_to_marketing(self):
        self.as_user("marketer", self.env["crm.client.segment"]).create({"name": "Ships"})
        with self.assertRaises(AccessError):
            self.as_user("manager", self.env["crm.client.segment"]).create({"name": "Ships"})
