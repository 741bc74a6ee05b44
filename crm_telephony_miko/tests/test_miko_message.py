from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..client import facts
from .common import CLIENT, TelephonyCase

LATER = "2026-11-24 09:00:00"


@tagged("post_install", "-at_install")
class TestMikoMessage(TelephonyCase):
    """What a caller asks of somebody who is not there (W11)."""

    def message(self, call, login="secretary", **values):
        values = {"call_id": call.id, "user_id": self.users["director"].id, **values}
        values = {"text": "Asks for the price", "deadline_at": LATER, **values}
        return self.env["miko.message"].with_user(self.users[login]).create(values)

    def tasks(self, record):
        return record.activity_ids.filtered(lambda task: task.user_id == self.users["director"])

    def test_W11_a_call_for_the_director_is_in_his_list_with_the_contact_and_a_term(self):
        self.client_person.phone = CLIENT
        going = {"state": facts.RINGING, "result": "", "ended_at": None}
        message = self.message(self.record(**going))
        self.assertEqual(message.partner_id, self.client_person)
        message.action_pass()
        task = self.tasks(self.client_person)
        self.assertEqual((len(task), str(task.deadline_at)), (1, LATER))
        self.assertIn(CLIENT, task.summary)
        self.assertIn(self.client_person.name, task.summary)
        self.assertIn("price", task.note)

    def test_W11_what_the_client_said_is_kept_as_it_was_written(self):
        self.client_person.phone = CLIENT
        text = "Pump <V-5> & valve\nTomorrow"
        self.message(self.call(), text=text).action_pass()
        note = self.tasks(self.client_person).note
        self.assertIn("<br", note)
        self.assertEqual(html2plaintext(note), text)

    def test_W11_a_deal_that_the_receiver_may_not_open_leaves_the_task_on_the_client(self):
        self.client_person.phone = CLIENT
        deal = self.make_deal(partner_id=self.client_person.id)
        stranger, colleague = self.users["manager_two"], self.users["head"]
        self.assertFalse(self.as_user("manager_two", deal).has_access("read"))
        call = self.call()
        self.message(call, user_id=stranger.id).action_pass()
        self.assertIn(stranger, self.client_person.activity_ids.user_id)
        self.assertNotIn(stranger, deal.activity_ids.user_id)
        self.message(call, user_id=colleague.id).action_pass()
        self.assertIn(colleague, deal.activity_ids.user_id)
        self.assertNotIn(colleague, self.client_person.activity_ids.user_id)

    def test_W11_with_an_open_deal_it_stands_in_the_deal_and_in_his_day(self):
        self.client_person.phone = CLIENT
        deal = self.make_deal(partner_id=self.client_person.id)
        self.message(self.call()).action_pass()
        self.assertEqual(len(self.tasks(deal)), 1)
        self.assertFalse(self.tasks(self.client_person))

    def test_W04_the_deputy_gets_it(self):
        self.client_person.phone = CLIENT
        today = self.env.cr.now().date()
        pair = {"user_id": self.users["manager"].id, "deputy_id": self.users["manager_two"].id}
        self.env["crm.substitution"].create({**pair, "date_from": today, "date_to": today})
        self.message(self.call(), user_id=self.users["manager"].id).action_pass()
        self.assertIn(self.users["manager_two"], self.client_person.activity_ids.user_id)

    def test_W11_of_a_stranger_a_request_is_registered_first(self):
        going = {"state": facts.RINGING, "result": "", "ended_at": None}
        with self.assertRaises(UserError):
            self.message(self.record(number="79998887766", **going)).action_pass()

    def test_AE01_only_who_reads_the_call_passes_it_on(self):
        call = self.call(direction=facts.INTERNAL, number="203", did="")
        with self.assertRaises(AccessError):
            self.message(call, "warehouse").action_pass()
