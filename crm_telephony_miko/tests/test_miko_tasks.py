from odoo.tests import tagged

from ..client import facts
from .common import CLIENT, TelephonyCase


@tagged("post_install", "-at_install")
class TestMikoTasks(TelephonyCase):
    def setUp(self):
        super().setUp()
        self.client_person.phone = CLIENT
        self.deal = self.make_deal()

    def tasks(self, code="call_back"):
        return self.deal._flow_open_tasks(code)

    def test_B10_a_missed_call_asks_the_responsible_to_call_back_once(self):
        row = self.missed()
        task = self.tasks()
        self.assertEqual(task.user_id, self.users["manager"])
        self.assertEqual((task.deadline_at - row.ended_at).total_seconds(), 15 * 60)
        self.missed()
        self.assertEqual(self.tasks(), task)

    def test_B10_the_task_closes_itself_when_somebody_really_called_back(self):
        row = self.missed()
        self.outgoing(result=facts.NO_ANSWER, talk_seconds=0.0)
        self.outgoing(talk_seconds=9.0)
        self.assertTrue(self.tasks(), "an answering machine is no talk")
        back = self.outgoing(talk_seconds=10.0)
        self.assertFalse(self.tasks())
        self.assertEqual(row.called_back_id, back)

    def test_B10_the_client_who_calls_again_himself_is_served_too(self):
        self.missed()
        self.call()
        self.assertFalse(self.tasks())

    def test_B10_a_missed_call_known_late_asks_nothing_when_the_talk_is_known(self):
        late = self.fact(result=facts.MISSED)
        talk = self.outgoing()
        row = self.env["miko.call"]._record(self.pbx, [late])
        self.env["miko.call"]._process_waiting()
        self.assertEqual(row.called_back_id, talk)
        self.assertFalse(self.tasks())

    def test_B10_the_deputy_calls_back(self):
        self.users["manager"].active_deputy_ids = self.users["tester"]
        self.missed()
        self.assertEqual(self.tasks().user_id, self.users["tester"])

    def test_B10_while_the_lead_waits_for_sorting_the_sorter_is_asked(self):
        row = self.missed(number="79995554433")
        task = row.lead_id._flow_open_tasks("call_back")
        self.assertTrue(row.lead_id.awaits_sorting)
        self.assertTrue(row.lead_id.with_user(task.user_id).has_access("read"))

    def test_G07_a_real_talk_stops_the_clock_of_the_first_call(self):
        self.deal._flow_schedule("first_call")
        self.call(talk_seconds=9.0)
        self.assertTrue(self.tasks("first_call"))
        self.assertFalse(self.deal.first_contact_at)
        row = self.outgoing(talk_seconds=10.0)
        self.assertFalse(self.tasks("first_call"))
        self.assertEqual(self.deal.first_contact_at, row.answered_at)
        self.assertEqual(self.deal.first_contact_kind, "phone")

    def test_W05_the_manager_hears_of_a_talk_that_another_one_had_with_his_client(self):
        self.call(employee="202", last_employee="202")
        self.call()
        told = self.notes(self.deal).notified_partner_ids
        self.assertEqual(told, self.users["manager"].partner_id)
        by_head = self.notes(self.deal).filtered("notified_partner_ids")
        self.assertEqual(by_head.author_id, self.users["head"].partner_id)

    def test_the_chatter_tells_each_kind_of_call(self):
        texts = []
        for row in (
            self.call(),
            self.missed(),
            self.outgoing(),
            self.outgoing(result=facts.BUSY, talk_seconds=0.0, employee="201"),
        ):
            texts.append(row._text())
        self.assertEqual(len(set(texts)), 4)
        self.assertIn("Busy", texts[3])
        self.assertIn("01:00", texts[0])
