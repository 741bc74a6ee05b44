from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .result_common import NOW, ResultCase


@tagged("post_install", "-at_install")
class TestTaskResults(ResultCase):
    def test_G08_no_way_round_the_result(self):
        task = self.call()
        mine = self.as_user("manager", task)
        for way in (mine.action_done, mine.action_feedback, mine.action_feedback_schedule_next):
            with self.subTest(way=way), self.assertRefused(self.deal.name):
                way()
        self.assertTrue(task.active)
        self.close(task, "agreed", next_at=NOW + timedelta(days=1), next_summary="Visit")
        self.assertFalse(task.active)
        file = self.deal.activity_schedule(
            "mail.mail_activity_data_upload_document", user_id=self.manager.id
        )
        self.as_user("manager", file).action_feedback()
        self.assertFalse(file.active)

    def test_G08_no_result_without_a_next_step(self):
        task = self.call()
        with self.assertRaises(AssertionError):  # the form asks for it
            self.close(task, "agreed")
        wizard = self.as_user("manager", self.env["crm.task.result"]).create(
            {
                "activity_id": task.id,
                "lead_id": self.deal.id,
                "outcome_id": self.outcome("agreed").id,
            }
        )
        with self.assertRaises(UserError):  # and so does the server
            wizard.action_save()
        self.assertTrue(task.active)

    def test_G08_result_closes_the_call_and_plans_the_next_with_reminders(self):
        task = self.call()
        at = NOW + timedelta(days=1)
        self.close(
            task, "agreed", way="messenger", note="Wants 200 l", next_summary="Drawing", next_at=at
        )
        self.assertEqual((task.active, task.outcome_id), (False, self.outcome("agreed")))
        self.assertIn("Wants 200 l", task.feedback)
        self.assertEqual(self.deal.first_contact_kind, "by_hand")
        following = self.opened()
        self.assertEqual((following.deadline_at, following.summary), (at, "Drawing"))
        self.assertEqual(following.user_id, self.manager)
        self.assertEqual(following.remind_at, at + timedelta(hours=1))

    def test_W04_next_step_agreed_by_the_deputy_is_that_of_the_person(self):
        deputy, days = self.users["manager_two"], timedelta(days=1)
        with freeze_time(NOW):
            self.env["crm.substitution"].create(
                {
                    "user_id": self.manager.id,
                    "deputy_id": deputy.id,
                    "date_from": NOW.date(),
                    "date_to": (NOW + 2 * days).date(),
                }
            )
        self.call()
        # The first step falls into the absence, the second one after it.
        for after, person, absent in ((days, deputy, self.manager), (10 * days, self.manager, [])):
            task = self.opened()
            self.assertEqual((task.user_id, task.stands_for_id), (deputy, self.manager))
            step = {"next_at": NOW + after, "next_summary": "Visit"}
            self.close(task, "agreed", login="manager_two", **step)
            told = self.opened()
            self.assertEqual((told.user_id, list(told.stands_for_id)), (person, list(absent)))

    def test_G06_not_reached_leaves_the_clock_running(self):
        task = self.call()
        told = task.escalate_at
        self.close(task, "no_answer", next_at=NOW + timedelta(minutes=30))
        self.assertTrue(task.active)
        self.assertEqual(task.deadline_at, NOW + timedelta(minutes=30))
        self.assertEqual(task.escalate_at, told)
        self.assertFalse(self.deal.first_contact_at)
        self.assertIn("Not reached", self.deal.message_ids[0].body)

    def test_G08_refusal_asks_for_nothing(self):
        self.close(self.call(), "refused")
        self.assertFalse(self.opened())

    def test_G08_another_open_task_is_a_next_step(self):
        self.deal._flow_schedule("offer_service", start=NOW)
        self.close(self.call(), "agreed")
        self.assertEqual(len(self.opened()), 1)

    def test_G08_next_step_of_a_deal_that_has_none(self):
        action = self.as_user("manager", self.deal).action_next_step()
        form = Form(
            self.as_user("manager", self.env["crm.task.result"]).with_context(**action["context"])
        )
        form.next_at = NOW
        form.save().action_save()
        self.assertEqual(self.opened().deadline_at, NOW)

    def test_G08_a_result_is_not_given_on_foreign_deals(self):
        foreign = self.make_deal(team_id=self.other_team.id, user_id=self.users["manager_two"].id)
        task = foreign._flow_schedule("first_call", start=NOW)
        wizard = self.as_user("tester", self.env["crm.task.result"]).create(
            {
                "activity_id": task.id,
                "lead_id": foreign.id,
                "outcome_id": self.outcome("refused").id,
            }
        )
        with self.assertRaises(AccessError):
            wizard.action_save()
        # A task of one deal is not closed under the name of another.
        own = self.idle_deal(user_id=self.users["tester"].id, team_id=self.sub_unit.id)
        wizard = self.as_user("tester", self.env["crm.task.result"]).create(
            {
                "activity_id": task.id,
                "lead_id": own.id,
                "outcome_id": self.outcome("refused").id,
            }
        )
        with self.assertRaises(AccessError):
            wizard.action_save()
        self.assertTrue(task.active)


@tagged("post_install", "-at_install")
class TestTaskChains(ResultCase):
    def test_G09_the_call_is_the_first_step_and_interest_asks_for_a_proposal(self):
        task = self.call()
        self.assertEqual(task.chain_step_id, self.env.ref("crm_sales_flow.chain_response_call"))
        self.close(task, "interested")
        proposal = self.opened()
        self.assertEqual(
            proposal.chain_step_id, self.env.ref("crm_sales_flow.chain_response_proposal")
        )
        self.assertEqual(proposal.deadline_at, NOW + timedelta(days=2))
        self.assertTrue(proposal.remind_at)

    def test_G09_two_working_days_from_friday_are_tuesday(self):
        step = self.env.ref("crm_sales_flow.chain_response_proposal")
        task = step._plan(self.deal, start=datetime(2026, 11, 27, 8))
        self.assertEqual(task.deadline_at, datetime(2026, 12, 1, 8))

    def test_G09_otherwise_a_call_in_three_months(self):
        self.close(self.call(), "later")
        self.assertEqual(self.opened().deadline_at.date(), date(2027, 2, 23))

    def test_G09_meeting_stands_in_the_calendars_of_the_participants(self):
        step = self.env.ref("crm_sales_flow.chain_response_meeting")
        step.with_head = True
        task = step._plan(self.deal, start=NOW)
        event = task.calendar_event_id
        people = self.manager.partner_id | self.users["head"].partner_id
        self.assertEqual(event.partner_ids, people)
        self.assertEqual(event.start, NOW + timedelta(weeks=1))
        self.assertEqual((event.opportunity_id, task.chain_step_id), (self.deal, step))
        self.assertEqual((task.user_id, len(self.opened())), (self.manager, 1))
        self.assertEqual(task.deadline_at, event.start)

    def test_G09_the_head_does_a_step(self):
        step = self.env.ref("crm_sales_flow.chain_response_proposal")
        step.responsible = "head"
        self.assertEqual(step._plan(self.deal).user_id, self.users["head"])

    def test_G09_chain_by_hand(self):
        other = self.chain.copy({"policy_id": False, "name": "Old clients"})
        self.as_user("manager", self.env["crm.task.chain.start"]).create(
            {"chain_id": other.id, "lead_ids": [(6, 0, self.deal.ids)]}
        ).action_start()
        self.assertEqual(self.opened().chain_step_id, other.step_ids[0])

    def test_G09_a_chain_without_steps_says_so(self):
        empty = self.env["crm.task.chain"].create({"name": "Begun"})
        start = self.as_user("manager", self.env["crm.task.chain.start"]).create(
            {"chain_id": empty.id, "lead_ids": [(6, 0, self.deal.ids)]}
        )
        with self.assertRefused("no steps yet"):
            start.action_start()

    def test_G09_copy_keeps_the_branches_within_itself(self):
        copy = self.chain.copy({"policy_id": False})
        self.assertEqual(len(copy.step_ids.branch_ids), len(self.chain.step_ids.branch_ids))
        self.assertEqual(copy.step_ids.branch_ids.next_step_id.chain_id, copy)

    def test_G09_a_lost_deal_goes_no_further(self):
        task = self.call()
        task.chain_step_id.branch_ids[0].outcome_id = False
        self.deal.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].search([])[0].id)
        self.assertEqual(len(self.opened()), 1)
        task.action_feedback()
        self.assertFalse(self.opened())

    def test_G09_branch_to_a_foreign_chain_is_refused(self):
        other = self.env["crm.task.chain"].create(
            {
                "name": "Other",
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "summary": "Step",
                            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                        },
                    )
                ],
            }
        )
        with self.assertRaises(ValidationError):
            self.chain.step_ids[0].branch_ids[0].next_step_id = other.step_ids
