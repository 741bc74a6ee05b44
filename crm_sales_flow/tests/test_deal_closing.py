from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import SalesFlowCase

START = datetime(2026, 3, 2, 8, 0)


@tagged("post_install", "-at_install")
class TestDealClosing(SalesFlowCase):
    """R03, R04, R06: the client is asked once, reminded once, and heard."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage.gate"].search([]).active = False
        cls.survey = cls.env.ref("crm_sales_flow.survey_feedback")
        cls.deal = cls.make_deal()

    def to_closing(self, deal=None):
        self.as_user("manager", deal or self.deal).stage_id = self.stages["closing"]

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("crm_sales_flow.ir_cron_feedback").method_direct_trigger()
        self.env.invalidate_all()

    def letters(self, deal=None):
        messages = (deal or self.deal).message_ids
        return messages.filtered(lambda message: self.client_person in message.partner_ids)

    def calls(self, deal=None):
        return (deal or self.deal)._flow_open_tasks("feedback_call")

    def answer(self, score, words="Quick and neat"):
        answers = self.deal.feedback_ids.user_input_id
        questions = self.survey.question_ids
        answers._save_lines(questions.filtered(lambda q: q.question_type == "scale"), str(score))
        answers._save_lines(questions.filtered(lambda q: q.question_type == "text_box")[:1], words)
        answers._mark_done()

    def test_R04_the_request_goes_out_by_itself_once(self):
        self.run_cron()
        self.assertFalse(self.letters())
        self.to_closing()
        for _time in range(3):
            self.run_cron()
        self.assertEqual(len(self.letters()), 1)
        self.assertIn(self.deal.feedback_ids.user_input_id.access_token, self.letters().body)
        self.assertTrue(self.deal.feedback_asked_at)
        with self.assertRaises(UserError):
            self.as_user("manager", self.deal).action_ask_feedback()

    def test_R04_nothing_is_sent_while_documents_are_missing_or_when_switched_off(self):
        self.deal.cooperation_variant_id = self.env.ref("crm_sales_flow.cooperation_direct")
        self.to_closing()
        self.run_cron()
        self.assertFalse(self.letters())
        self.deal.document_ids.filtered(lambda row: not row.is_satisfied).action_mark_signed()
        self.env.company.feedback_is_automatic = False
        self.run_cron()
        self.assertFalse(self.letters())
        self.env.company.feedback_is_automatic = True
        self.run_cron()
        self.assertEqual(len(self.letters()), 1)

    def test_R04_who_has_no_address_is_called(self):
        self.client_person.email = False
        self.to_closing()
        self.run_cron()
        self.run_cron()
        self.assertEqual(len(self.calls()), 1)
        self.assertFalse(self.deal.feedback_asked_at)

    def test_R04_the_answer_is_stored_on_the_deal(self):
        self.as_user("manager", self.deal).action_ask_feedback()
        self.answer(9)
        self.env.invalidate_all()
        deal = self.as_user("manager", self.deal)
        self.assertEqual(deal.feedback_score, 9)
        self.assertIn("Quick and neat", deal.feedback_answer)
        self.assertTrue(deal.feedback_answered_on)
        self.assertFalse(deal._flow_open_tasks("feedback_low"))

    def test_R04_a_low_score_is_a_task_of_the_head_once(self):
        self.as_user("manager", self.deal).action_ask_feedback()
        self.answer(6)
        self.answer(5)
        task = self.deal._flow_open_tasks("feedback_low")
        self.assertEqual(task.user_id, self.users["head"])
        self.env.company.feedback_score_limit = 3
        other = self.make_deal(name="By telephone")
        self.as_user("manager", other).feedback_score = 3
        self.assertFalse(other._flow_open_tasks("feedback_low"))
        with self.assertRaises(ValidationError):
            other.feedback_score = 11

    def test_R06_one_reminder_and_one_call_after_seven_days(self):
        with freeze_time(START) as clock:
            self.as_user("manager", self.deal).action_ask_feedback()
            clock.move_to(START + timedelta(days=6, hours=23))
            self.run_cron()
            self.assertEqual((len(self.letters()), len(self.calls())), (1, 0))
            for days in (7, 8, 30):
                clock.move_to(START + timedelta(days=days, minutes=1))
                self.run_cron()
            self.assertEqual((len(self.letters()), len(self.calls())), (2, 1))
            self.assertEqual(self.calls().user_id, self.users["manager"])
            self.as_user("manager", self.deal).feedback_score = 8
        self.assertFalse(self.calls())

    def test_R06_who_answered_is_not_reminded(self):
        with freeze_time(START) as clock:
            self.as_user("manager", self.deal).action_ask_feedback()
            self.answer(10)
            clock.move_to(START + timedelta(days=8))
            self.run_cron()
        self.assertEqual((len(self.letters()), len(self.calls())), (1, 0))

    def test_R04_a_request_claimed_elsewhere_sends_no_second_letter(self):
        self.env["crm.deal.feedback"].sudo()._claim({"lead_id": self.deal.id})
        self.to_closing()
        self.run_cron()
        self.assertFalse(self.letters())
