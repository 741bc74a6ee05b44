from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestTasks(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.policy = cls.env["crm.task.policy"]._get("first_call")
        cls.users["manager"].tz = "Asia/Vladivostok"

    def due(self, start, policy=None):
        moment = Datetime.to_datetime(start)
        return str((policy or self.policy)._deadlines([moment])[moment])

    def plan(self, start):
        return self.deal._flow_schedule("first_call", start=Datetime.to_datetime(start))

    def test_G02_deadline_in_working_hours(self):
        self.assertEqual(self.due("2026-11-23 07:17:00"), "2026-11-23 08:17:00")
        self.assertEqual(self.due("2026-11-23 14:50:00"), "2026-11-24 06:50:00")
        self.assertEqual(self.due("2026-11-28 10:00:00"), "2026-11-30 07:00:00")  # Saturday

    def test_G02_days_off_are_left_out(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.policy.calendar_id.id,
                "date_from": "2026-11-23 21:00:00",
                "date_to": "2026-11-24 20:59:59",
            }
        )
        self.assertEqual(self.due("2026-11-23 14:50:00"), "2026-11-25 06:50:00")

    def test_G02_raw_hours_and_a_calendar_without_work(self):
        self.policy.clock = "clock"
        self.assertEqual(self.due("2026-11-23 14:50:00"), "2026-11-23 15:50:00")
        self.policy.clock = "calendar"
        self.policy.calendar_id = self.env["resource.calendar"].create(
            {"name": "Never", "attendance_ids": [(5, 0, 0)]}
        )
        self.policy.calendar_id.attendance_ids.unlink()
        self.assertEqual(self.due("2026-11-23 14:50:00"), "2026-11-23 15:50:00")

    def test_G02_negative_minutes_are_refused(self):
        with self.assertRaises(ValidationError):
            self.policy.delay_minutes = -1

    def test_G01_odoo_date_follows_the_minute_in_the_zone_of_the_assignee(self):
        task = self.deal._flow_schedule(
            "first_call", start=Datetime.to_datetime("2026-11-23 12:30:00")
        )
        self.assertEqual(str(task.deadline_at), "2026-11-23 13:30:00")
        self.assertEqual(str(task.date_deadline), "2026-11-23")  # 23:30 in Vladivostok
        task.deadline_at = "2026-11-23 14:30:00"
        self.assertEqual(str(task.date_deadline), "2026-11-24")
        self.users["director"].tz = "Europe/Moscow"
        task.write({"user_id": self.users["director"].id})
        self.assertEqual(str(task.date_deadline), "2026-11-23")

    def test_G01_moving_the_date_keeps_the_time_of_the_day(self):
        self.users["manager"].tz = "Europe/Moscow"
        task = self.deal._flow_schedule(
            "first_call", start=Datetime.to_datetime("2026-11-23 07:17:00")
        )
        task.date_deadline = "2026-12-01"
        self.assertEqual(str(task.deadline_at), "2026-12-01 08:17:00")

    def test_G04_nobody_takes_himself_out_of_the_reminders(self):
        task = self.deal._flow_schedule("first_call")
        for name in ("task_policy_id", "remind_at", "escalate_at"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.as_user("manager", task).write({name: False})

    def test_G03_nobody_does_away_with_the_task_that_proves(self):
        for code in ("first_call", "no_contact", "assign"):
            task = self.deal._flow_schedule(code, user=self.users["manager"])
            mine = self.as_user("manager", task)
            for way in (
                mine.action_cancel,
                mine.unlink,
                mine.action_archive,
                lambda mine=mine: mine.write({"active": False}),
            ):
                with self.subTest(code, way=way), self.assertRefused("close it with a result"):
                    way()
            self.assertTrue(task.exists() and task.active)
        other = self.deal.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["manager"].id
        )
        self.as_user("manager", other).action_cancel()
        self.assertFalse(other.exists())
        self.as_user("manager", task).action_feedback(feedback="Assigned")
        self.assertFalse(task.active)

    def test_G04_reminder_outlives_its_task(self):
        task = self.deal._flow_schedule("first_call")
        row = self.env["crm.task.reminder"].create(task._reminder_values(1, task.deadline_at))
        task.unlink()
        self.assertEqual((row.exists(), row.activity_id), (row, task.browse()))

    def test_G01_activity_without_a_minute_is_as_in_odoo(self):
        task = self.deal.activity_schedule("mail.mail_activity_data_todo", "2026-11-25")
        self.assertFalse(task.deadline_at)
        task.date_deadline = "2026-11-26"
        self.assertEqual((str(task.date_deadline), task.deadline_at), ("2026-11-26", False))

    def test_G01_task_is_planned_once(self):
        deals = self.deal | self.make_deal(name="Second")
        first = self.deal._flow_schedule("first_call")
        both = deals._flow_schedule("first_call")
        self.assertEqual(both[0], first)
        self.assertEqual(both.mapped("res_id"), deals.ids)
        again = self.deal._flow_schedule("first_call", once=False)
        self.assertNotEqual(again, first)
        self.policy.active = False
        self.assertFalse(self.deal._flow_schedule("first_call"))

    @freeze_time("2026-11-23 08:00:00")
    def test_G03_contact_closes_the_call_once(self):
        task = self.deal._flow_schedule("first_call")
        at = Datetime.to_datetime("2026-11-23 07:50:00")
        self.deal._register_contact("phone", at, seconds=95, source="+7 495 123-45-67")
        self.assertFalse(task.active)
        self.assertIn("95", task.feedback)
        self.assertEqual((self.deal.first_contact_at, self.deal.first_contact_kind), (at, "phone"))
        messages = self.deal.message_ids
        self.deal._register_contact("email", Datetime.now())
        self.assertEqual(self.deal.first_contact_at, at)
        self.assertEqual(self.deal.message_ids, messages)

    @freeze_time("2026-11-23 08:00:00")
    def test_G07_earlier_contact_that_is_reported_later_counts(self):
        self.deal._register_contact("by_hand", Datetime.now())
        called = Datetime.to_datetime("2026-11-23 07:30:00")
        self.deal._register_contact("phone", called)
        self.assertEqual(
            (self.deal.first_contact_at, self.deal.first_contact_kind), (called, "phone")
        )

    def test_G02_batch_of_deadlines_asks_no_more_than_one(self):
        starts = [Datetime.to_datetime(f"2026-11-{day} 10:00:00") for day in range(10, 28)]
        self.policy._deadlines(starts[:1])
        self.env.flush_all()
        with self.assertQueryCount(4):
            due = self.policy._deadlines(starts)
        self.assertEqual(due, {x: self.policy._deadlines([x])[x] for x in starts})

    def test_G03_call_closed_by_the_manager_is_marked_by_hand(self):
        task = self.deal._flow_schedule("first_call")
        task.outcome_id = self.env.ref("crm_sales_flow.outcome_agreed")
        task.with_user(self.users["manager"]).action_feedback(feedback="Agreed on a visit")
        self.assertEqual(self.deal.first_contact_kind, "by_hand")
        self.assertTrue(self.deal.first_contact_at)
