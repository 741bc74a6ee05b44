from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import SalesFlowCase

NOW = datetime(2026, 11, 23, 8)


@tagged("post_install", "-at_install")
class TestTasksContacts(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.users["manager"].email = "manager@company.example"
        with freeze_time(NOW - timedelta(hours=1)):
            cls.call = cls.deal._flow_schedule("first_call")

    def write_letter(self, login="manager", **values):
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment", **values}
        with freeze_time(NOW):
            return self.as_user(login, self.deal).message_post(body="Good day", **values)

    def test_G03_letter_to_the_client_stops_the_clock(self):
        letter = self.write_letter(partner_ids=self.client_person.ids, subject="Your question")
        self.assertFalse(self.call.active)
        self.assertEqual(self.deal.first_contact_kind, "email")
        self.assertEqual(self.deal.first_contact_at, letter.date)
        self.assertIn("Your question", self.call.feedback)
        self.assertEqual(self.deal.answer_awaited_since, letter.date)

    def test_G03_composer_stops_the_clock(self):
        composer = self.as_user("manager", self.env["mail.compose.message"]).create(
            {
                "model": "crm.lead",
                "res_ids": repr(self.deal.ids),
                "composition_mode": "comment",
                "body": "<p>Good day</p>",
                "partner_ids": self.client_person.ids,
            }
        )
        composer._action_send_mail()
        self.assertEqual(self.deal.first_contact_kind, "email")

    def test_G03_what_is_not_a_letter_to_the_client_does_not(self):
        self.write_letter(subtype_xmlid="mail.mt_note", partner_ids=self.client_person.ids)
        self.write_letter(partner_ids=self.users["head"].partner_id.ids)
        self.write_letter(message_type="notification", partner_ids=self.client_person.ids)
        stranger = self.env["res.partner"].create({"name": "Other", "email": "o@other.example"})
        self.write_letter(partner_ids=stranger.ids)
        with freeze_time(NOW):  # the acknowledgement of the system
            self.deal.with_user(self.env.ref("base.user_root")).message_post(
                body="Registered",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.client_person.ids,
            )
        self.assertTrue(self.call.active)
        self.assertFalse(self.deal.first_contact_at)

    def test_G03_lead_without_a_client_is_known_by_the_address(self):
        self.deal.write({"partner_id": False, "email_from": "Testov <TESTOV@client.example>"})
        self.write_letter(partner_ids=self.client_person.ids)
        self.assertEqual(self.deal.first_contact_kind, "email")

    def test_G03_answer_ends_the_waiting(self):
        self.write_letter(partner_ids=self.client_person.ids)
        with freeze_time(NOW + timedelta(hours=3)):
            self.deal.message_post(
                body="Thank you",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                author_id=self.client_person.id,
            )
        self.assertFalse(self.deal.answer_awaited_since)
        self.write_letter(partner_ids=self.client_person.ids)
        self.deal._register_contact("phone", NOW + timedelta(hours=5), 40)
        self.assertFalse(self.deal.answer_awaited_since)

    def meeting(self, entered=NOW - timedelta(days=1), **values):
        event = (
            self.env["calendar.event"]
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": "Look at the chamber",
                    "start": NOW,
                    "stop": NOW + timedelta(hours=1),
                    "opportunity_id": self.deal.id,
                    "user_id": self.users["manager"].id,
                    "partner_ids": [
                        (6, 0, (self.users["manager"].partner_id | self.client_person).ids)
                    ],
                    **values,
                }
            )
        )
        # The database writes its own clock there, which nobody can stop.
        query = "UPDATE calendar_event SET create_date = %s WHERE id = %s"
        self.env.cr.execute(query, (entered, event.id))
        event.invalidate_recordset(["create_date"])
        return event

    def run_cron(self, moment):
        with self.enter_registry_test_mode(), freeze_time(moment):
            self.env.ref("crm_sales_flow.ir_cron_held_meetings").method_direct_trigger()
        self.env.invalidate_all()

    def test_G03_held_meeting_stops_the_clock_when_it_is_over(self):
        event = self.meeting()
        self.run_cron(NOW + timedelta(minutes=30))
        self.assertTrue(self.call.active)
        self.run_cron(NOW + timedelta(hours=1))
        self.assertEqual((event.flow_held, self.deal.first_contact_kind), ("held", "meeting"))
        self.assertEqual(self.deal.first_contact_at, NOW)
        self.assertFalse(self.call.active)

    def test_G03_a_meeting_entered_afterwards_counts_since_then(self):
        entered = NOW + timedelta(hours=5)
        event = self.meeting(entered=entered)
        self.run_cron(entered + timedelta(minutes=5))
        self.assertEqual(self.deal.first_contact_at, entered)
        with freeze_time(entered + timedelta(minutes=10)):
            self.as_user("manager", event).flow_held = "missed"
        self.assertFalse(self.deal.first_contact_at)

    def test_G03_a_meeting_that_cannot_be_registered_does_not_stop_the_others(self):
        other = self.make_deal(name="Second")
        bad, good = self.meeting(), self.meeting(opportunity_id=other.id)
        Event, register = type(bad), type(bad)._register_held

        def fail_on_bad(events):
            if bad in events:
                raise ValueError("A rule of the deal")
            register(events)

        self.patch(Event, "_register_held", fail_on_bad)
        with self.assertLogs("odoo.addons.crm_sales_flow.models.tasks.calendar_event"):
            self.run_cron(NOW + timedelta(hours=1))
        self.assertEqual((bad.flow_held, good.flow_held), (False, "held"))
        self.assertEqual(other.first_contact_kind, "meeting")

    def test_G03_cancelled_or_declined_meeting_does_not(self):
        self.meeting().active = False
        declined = self.meeting()
        declined.attendee_ids.filtered(
            lambda x: x.partner_id == self.client_person
        ).state = "declined"
        self.run_cron(NOW + timedelta(hours=2))
        self.assertEqual(declined.flow_held, "missed")
        self.assertFalse(self.deal.first_contact_at)

    def test_G03_meeting_marked_held_at_once_and_taken_back(self):
        event = self.meeting()
        with freeze_time(NOW + timedelta(minutes=20)):
            event.with_user(self.users["manager"]).flow_held = "held"
            self.assertEqual(self.deal.first_contact_kind, "meeting")
            event.with_user(self.users["manager"]).flow_held = "missed"
        self.assertFalse(self.deal.first_contact_at)
        self.assertTrue(self.deal._flow_open_tasks("first_call"))

    def test_G03_entry_without_the_client_is_judged_by_a_person(self):
        """A manager who writes an entry with himself has not talked to the client."""
        colleagues = self.users["manager"].partner_id | self.users["head"].partner_id
        event = self.meeting(partner_ids=[(6, 0, colleagues.ids)])
        self.run_cron(NOW + timedelta(hours=2))
        self.assertEqual(event.flow_held, "inside")
        self.assertTrue(self.call.active)
        self.assertFalse(self.deal.first_contact_at)
        with freeze_time(NOW + timedelta(hours=3)):
            self.as_user("manager", event).flow_held = "held"
        self.assertEqual(self.deal.first_contact_kind, "meeting")
        self.assertFalse(self.call.active)
        self.as_user("manager", event).flow_held = "inside"
        self.assertFalse(self.deal.first_contact_at)

    def results(self):
        return self.deal._flow_open_tasks("meeting_result")

    def test_J08_a_meeting_that_was_held_asks_for_its_result_until_it_is_told(self):
        event = self.meeting(name="Talk at the plant")
        self.run_cron(NOW + timedelta(hours=1))
        task = self.results()
        self.assertEqual((task.user_id, task.held_meeting_id), (self.users["manager"], event))
        self.assertIn("Talk at the plant", task.note)
        self.assertTrue(task.remind_at)
        with self.assertRefused("is closed with its result"):
            self.as_user("manager", task).action_feedback()
        self.assertTrue(self.as_user("manager", task).action_result())
        self.as_user("manager", event).flow_held = "held"
        self.assertEqual(self.results(), task, "It is asked for once.")

    def test_J08_of_a_meeting_that_did_not_take_place_nothing_is_asked(self):
        event = self.meeting()
        with freeze_time(NOW + timedelta(minutes=20)):
            self.as_user("manager", event).flow_held = "held"
            self.assertTrue(self.results())
            self.as_user("manager", event).flow_held = "missed"
        self.assertFalse(self.results())

    def test_J08_a_meeting_that_is_a_task_has_its_result_from_there(self):
        step = self.env.ref("crm_sales_flow.chain_response_meeting")
        task = step._plan(self.deal, start=NOW)
        task.calendar_event_id.flow_held = "held"
        self.assertFalse(self.results())
        with self.assertRefused("is closed with its result"):
            self.as_user("manager", task).action_feedback()
