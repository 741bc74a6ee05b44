from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..models.deal.crm_lead_gates import HeldBack
from .common import SalesFlowCase

NOW = datetime(2026, 11, 23, 8)  # Monday, 11:00 in Moscow


@tagged("post_install", "-at_install")
class TestFirstSteps(SalesFlowCase):
    """Where a new person stumbled: the next click stands where he looks for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.deal.activity_ids.unlink()

    def test_G08_the_nearest_own_task_stands_above_the_card_with_its_result(self):
        deal = self.as_user("manager", self.deal)
        self.assertFalse(deal.own_task_text)
        with freeze_time(NOW):
            late = self.deal._flow_schedule("agreed_step", start=NOW + timedelta(days=3))
            call = self.deal._flow_schedule("first_call", start=NOW)
        self.deal.activity_schedule("mail.mail_activity_data_todo", user_id=self.users["head"].id)
        self.assertTrue(deal.own_task_text.startswith(f"{call.summary}, "))
        action = deal.action_own_result()
        self.assertEqual(action["context"]["default_activity_id"], call.id)
        call.unlink()
        self.assertTrue(deal.own_task_text.startswith(f"{late.summary}, "))
        self.assertFalse(self.as_user("manager_two", self.make_deal()).sudo().own_task_text)

    def test_I06_the_message_of_a_drag_that_is_refused_leads_to_the_deal(self):
        with self.assertRaises(HeldBack) as caught:
            self.as_user("manager", self.deal).stage_id = self.stages["supply"]
        self.assertEqual(caught.exception.context, {"flow_deal_ids": self.deal.ids})
        self.assertIn(self.deal.name, str(caught.exception))

    def test_A08_the_head_is_not_asked_to_call_himself(self):
        self.assertTrue(self.as_user("head", self.deal).is_led_by_me)
        self.assertFalse(self.as_user("manager", self.deal).is_led_by_me)

    def test_E07_the_people_of_a_deal_are_no_duplicates_of_it(self):
        person = self.client_person.copy({"name": "Known", "email": "known@client.example"})
        self.deal.write({"partner_id": self.client_company.id, "contact_id": person.id})
        self.deal.email_from = "known@client.example"
        self.env.flush_all()
        self.assertFalse(self.as_user("manager", self.deal).duplicate_rows)
