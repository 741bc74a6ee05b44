from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

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
        papers = self.deal.document_ids.filtered(lambda row: not row.is_satisfied)
        papers.write({"state": "signed", "file": b"c2Nhbg=="})
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

    def test_R04_any_scale_is_read_as_one_to_ten(self):
        scale = self.survey.question_ids.filtered(lambda q: q.question_type == "scale")
        for (lowest, highest), answer, score in (
            ((0, 10), 0, 1),
            ((0, 10), 10, 10),
            ((1, 5), 5, 10),
            ((1, 5), 1, 1),
            ((1, 10), 7, 7),
        ):
            with self.subTest(scale=(lowest, highest), answer=answer):
                scale.write({"scale_min": lowest, "scale_max": highest})
                self.deal = self.make_deal(name=f"{lowest}-{highest}: {answer}")
                self.as_user("manager", self.deal).action_ask_feedback()
                self.answer(answer)
                self.assertEqual(self.deal.feedback_score, score)
                bad = bool(self.deal._flow_open_tasks("feedback_low"))
                self.assertEqual(bad, score < self.env.company.feedback_score_limit)

    @mute_logger("odoo.sql_db")
    def test_R04_no_score_outside_of_the_scale_by_any_path(self):
        deal = self.as_user("manager", self.deal)
        for path in (
            lambda: deal.write({"feedback_score": 11}),
            lambda: deal.write({"feedback_score": -1}),
            lambda: deal.create(
                {"name": "x", "type": "opportunity", "team_id": self.team.id, "feedback_score": 50}
            ),
        ):
            with self.assertRaises(psycopg2.errors.CheckViolation), self.env.cr.savepoint():
                path()
                self.env.flush_all()

    def test_R04_one_bad_deal_stops_no_other(self):
        other = self.make_deal(name="Good one")
        self.to_closing()
        self.to_closing(other)
        ask, bad = type(self.deal)._flow_ask_feedback_or_plan_call, self.deal

        def fail_for_one(lead):
            ask(lead)
            if lead == bad:
                raise ValueError("No such template")

        self.patch(type(self.deal), "_flow_ask_feedback_or_plan_call", fail_for_one)
        with self.assertLogs("odoo.addons.crm_sales_flow", "ERROR") as log:
            self.run_cron()
        self.assertIn("Vacuum chamber", log.output[0])
        self.assertFalse(self.deal.feedback_asked_at or self.letters())
        self.assertTrue(other.feedback_asked_at)
        self.assertEqual(len(self.letters(other)), 1)

    def test_R04_a_deal_that_somebody_writes_is_left_for_the_next_pass(self):
        other = self.make_deal(name="Free one")
        self.to_closing()
        self.to_closing(other)
        ask, busy = type(self.deal)._flow_ask_feedback_or_plan_call, self.deal

        def busy_once(lead):
            ask(lead)
            if lead == busy:
                raise psycopg2.errors.SerializationFailure("could not serialize access")

        with patch.object(type(self.deal), "_flow_ask_feedback_or_plan_call", busy_once):
            self.run_cron()
        self.assertFalse(self.deal.feedback_asked_at or self.letters())
        self.assertEqual(len(self.letters(other)), 1)
        self.run_cron()
        self.assertEqual((len(self.letters()), len(self.letters(other))), (1, 1))

    def merged(self, other):
        """The deal of the test merged into the other, which goes on."""
        other.stage_id = self.stages["selection"]
        merged = self.as_user("head", self.deal | other).merge_opportunity()
        self.assertEqual(merged, other)
        self.env.invalidate_all()
        return other

    def test_R04_a_merge_keeps_the_answer_and_its_request(self):
        self.as_user("manager", self.deal).action_ask_feedback()
        self.answer(9)
        self.env.invalidate_all()
        request = self.deal.feedback_ids
        day, kept = self.deal.feedback_answered_on, self.merged(self.make_deal(name="Kept"))
        self.assertEqual(kept.feedback_ids, request)
        self.assertEqual(
            (kept.feedback_score, kept.feedback_answered_on, kept.feedback_asked_at), (9, day, day)
        )
        self.assertIn("Quick and neat", kept.feedback_answer)

    def test_R04_a_merge_takes_an_answer_as_a_whole(self):
        """Of two who were asked, the one who answered counts with all that belongs to it."""
        other = self.make_deal(name="Kept")
        for deal in self.deal | other:
            self.as_user("manager", deal).action_ask_feedback()
        self.answer(9, words="")
        request = self.deal.feedback_ids
        other.feedback_answer = "Noted before the answer"
        kept = self.merged(other)
        self.assertEqual((kept.feedback_ids, kept.feedback_score), (request, 9))
        self.assertNotIn("Noted before", kept.feedback_answer or "")

    def test_R04_a_merge_asks_a_client_once(self):
        self.as_user("manager", self.deal).action_ask_feedback()
        kept = self.merged(self.make_deal(name="Kept"))
        self.assertTrue(kept.feedback_asked_at)
        with self.assertRaises(UserError):
            self.as_user("manager", kept).action_ask_feedback()

    def test_R04_a_score_by_telephone_survives_a_merge_with_an_open_request(self):
        other = self.make_deal(name="Kept")
        self.as_user("manager", other).feedback_score = 8
        self.as_user("manager", self.deal).action_ask_feedback()
        request = self.deal.feedback_ids
        kept = self.merged(other)
        self.assertEqual((kept.feedback_score, kept.feedback_ids), (8, request))
        self.assertTrue(kept.feedback_answered_on)

    def test_R04_a_survey_that_asks_for_a_login_is_refused(self):
        survey = self.survey.copy({"users_login_required": True})
        with self.assertRaises(ValidationError):
            self.env.company.feedback_survey_id = survey
        survey.users_login_required = False
        self.env.company.feedback_survey_id = survey

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
