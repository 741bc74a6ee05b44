from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeUnread(IntakeCase):
    """What was not understood waits on the desk like everything else (C03, F01, F03)."""

    def broken(self, **headers):
        thread = type(self.env["mail.thread"])
        with patch.object(thread, "message_parse", side_effect=ValueError("bad")):
            request = self.receive(self.letter(**headers))
        self.assertEqual(request.state, "broken")
        return request

    def row(self, request):
        rows = self.as_user("sorter", self.Request).flow_desk()["requests"]
        return next((row for row in rows if row["id"] == request.id), None)

    def test_C03_F01_it_stands_on_the_desk_with_its_mark(self):
        request = self.broken()
        self.assertTrue(self.row(request)["mark"])
        text = self.as_user("sorter", request).flow_desk_text()
        self.assertTrue(text["broken"])
        self.assertIn("вакуумный насос", text["body"])
        plain = self.receive(self.letter(Message_Id="<2@x>", From="b@two.example"))
        self.assertTrue(self.row(plain)["mark"], "a letter without a template is marked, too")
        self.assertNotEqual(self.row(plain)["mark"], self.row(request)["mark"])
        self.assertFalse(self.row(self.make_request())["mark"])

    def test_C03_F02_it_is_sorted_by_one_key_and_its_sender_becomes_a_client(self):
        request = self.broken()
        self.as_user("sorter", request).action_sort(self.team.id)
        self.assertEqual((request.state, request.lead_id.team_id), ("sorted", self.team))
        self.assertEqual(request.partner_id.email, "ivan@stranger.example")
        self.assertEqual(request.lead_id.partner_id, request.partner_id)
        self.assertTrue(request.lead_id.activity_ids, "the Head has his task")
        self.as_user("sorter", request).action_undo()
        self.assertEqual(request.state, "new")

    def test_C03_C06_it_is_attached_to_the_deal_that_the_sorter_chooses(self):
        deal = self.make_deal()
        request = self.broken(From="testov@client.example")
        leads = self.as_user("sorter", request).flow_desk_text()["leads"]
        self.assertEqual([lead["id"] for lead in leads], deal.ids)
        self.as_user("sorter", request).action_attach(deal.id)
        self.assertEqual((request.state, request.lead_id), ("attached", deal))

    def test_C03_it_is_dropped_as_spam(self):
        request = self.broken()
        self.as_user("sorter", request).action_drop("spam")
        self.assertEqual(request.state, "dropped")
        self.assertFalse(self.row(request))

    def test_C03_known_sender_keeps_his_client(self):
        self.make_deal()
        request = self.broken(From="testov@client.example")
        self.as_user("sorter", request).action_sort(self.team.id)
        self.assertEqual(request.lead_id.partner_id, self.client_person)

    def test_F03_slots_count_it(self):
        slot = self.env.ref("crm_sales_flow.sorting_slot_morning")
        self.Request.search([("state", "=", "new")]).sudo().state = "dropped"
        slot.checked_until = datetime(2026, 11, 23)
        with freeze_time(datetime(2026, 11, 23, 6)):
            request = self.broken()
        with freeze_time(datetime(2026, 11, 23, 7, 30)):
            desk = self.as_user("sorter", self.Request).flow_desk()
            self.assertEqual(desk["slot"]["count"], 1)
        with freeze_time(datetime(2026, 11, 23, 8)):
            slot._cron_check()
        self.assertTrue(request.breach_ids)

    def test_F01_open_desks_are_told(self):
        request = self.broken()
        self.env.cr.precommit.run()
        notices = (
            self.env["bus.bus"].sudo().search([("message", "like", "crm_sales_flow.requests")])
        )
        self.assertTrue(
            any(f'"ids":[{request.id}],"state":"broken"' in row.message for row in notices)
        )
