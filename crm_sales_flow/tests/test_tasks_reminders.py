from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .reminder_common import DUE, MONDAY, ReminderCase


@tagged("post_install", "-at_install")
class TestReminders(ReminderCase):
    def test_G04_one_reminder_for_each_full_hour(self):
        task = self.call()
        every_five = [DUE + timedelta(minutes=minutes) for minutes in range(-30, 200, 5)]
        self.run_at(*every_five)
        self.assertEqual(task.reminder_ids.sorted("number").mapped("number"), [1, 2, 3])
        self.assertEqual(
            task.reminder_ids.sorted("number").mapped("sent_at"),
            [DUE + timedelta(minutes=60 * n + 3) - timedelta(minutes=3) for n in (1, 2, 3)],
        )
        self.assertEqual(set(task.reminder_ids.mapped("periods")), {1})
        self.assertEqual(task.reminder_ids.user_id, self.users["manager"])

    def test_G04_two_passes_at_one_moment_remind_once(self):
        task = self.call()
        self.run_at(*[DUE + timedelta(hours=1)] * 3)
        self.assertEqual(len(task.reminder_ids), 1)

    def test_G04_hours_outside_working_time_do_not_count(self):
        task = self.call(datetime(2026, 11, 27, 13, 30))  # Friday: due at 17:30
        self.assertEqual(task.deadline_at, datetime(2026, 11, 27, 14, 30))
        self.assertEqual(task.remind_at, datetime(2026, 11, 30, 6, 30))  # Monday 9:30
        self.run_at(datetime(2026, 11, 29, 12), datetime(2026, 11, 30, 6, 29))
        self.assertFalse(task.reminder_ids)
        self.run_at(datetime(2026, 11, 30, 6, 31))
        self.assertEqual(task.reminder_ids.number, 1)

    def test_G04_after_an_outage_one_stands_for_the_missed_and_says_so(self):
        task = self.call()
        self.run_at(DUE + timedelta(hours=1), DUE + timedelta(hours=5, minutes=10))
        first, second = task.reminder_ids.sorted("number")
        self.assertEqual((first.periods, second.number, second.periods), (1, 5, 4))
        self.assertIn("stands for 4", second._text())
        self.assertNotIn("stands for", first._text())
        self.assertEqual(task.remind_at, DUE + timedelta(hours=6))

    def test_G04_of_a_lead_that_was_given_late_no_reminder_was_missed(self):
        """Its hour passed long ago: the manager is reminded from now on, and nothing broke."""
        given = DUE + timedelta(hours=4, minutes=20)
        with freeze_time(given):
            task = self.deal._flow_schedule("first_call", start=MONDAY)
        self.assertEqual(task.remind_at, DUE + timedelta(hours=5))
        self.run_at(given + timedelta(minutes=5))
        self.assertFalse(task.reminder_ids)
        self.run_at(DUE + timedelta(hours=5))
        self.assertEqual((task.reminder_ids.number, task.reminder_ids.periods), (5, 1))
        self.assertNotIn("stands for", task.reminder_ids._text())

    def test_G04_a_done_or_cancelled_task_is_silent(self):
        done, gone = self.call(), self.call(deal=self.make_deal(name="Second"))
        done.action_feedback()
        gone.unlink()
        self.run_at(DUE + timedelta(hours=2))
        self.assertFalse(self.env["crm.task.reminder"].search([("lead_id", "=", self.deal.id)]))

    def test_G04_a_lost_deal_is_silent_and_a_revived_one_counts_on(self):
        task = self.call()
        self.deal.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].search([])[0].id)
        self.run_at(DUE + timedelta(hours=1), DUE + timedelta(hours=2))
        self.assertFalse(task.reminder_ids)
        self.assertFalse(self.deal._flow_open_tasks("no_contact"))
        self.deal.action_restore()
        self.run_at(DUE + timedelta(hours=3))
        self.assertEqual((task.reminder_ids.number, task.reminder_ids.periods), (3, 1))

    def test_G04_moving_the_deadline_begins_anew_but_does_not_put_off_the_head(self):
        task = self.call()
        told = task.escalate_at
        self.run_at(DUE + timedelta(hours=1))
        task.deadline_at = DUE + timedelta(hours=3)
        self.assertEqual(task.remind_at, DUE + timedelta(hours=4))
        self.assertEqual(task.escalate_at, told)
        self.run_at(DUE + timedelta(hours=4))
        self.assertEqual(task.reminder_ids.mapped("number"), [1, 1])

    def test_G04_moved_to_tomorrow_and_back_the_same_hour_is_not_reminded_of_twice(self):
        task = self.call()
        self.run_at(DUE + timedelta(hours=1))
        with freeze_time(DUE + timedelta(hours=1, minutes=5)):
            self.as_user("manager", task).action_reschedule_tomorrow()
            self.as_user("manager", task).action_reschedule_today()
        self.assertEqual(task.deadline_at, DUE)
        self.run_at(DUE + timedelta(hours=1, minutes=10), DUE + timedelta(hours=2))
        self.assertEqual(task.reminder_ids.sorted("number").mapped("number"), [1, 2])

    def test_G04_a_longer_period_gives_no_reminder_a_second_time(self):
        self.policy.remind_minutes = 30
        task = self.call()
        self.run_at(DUE + timedelta(minutes=30), DUE + timedelta(minutes=65))
        self.policy.remind_minutes = 60
        hours = [DUE + timedelta(hours=hour, minutes=40) for hour in (1, 2, 3)]
        self.run_at(*hours)
        self.assertEqual(task.reminder_ids.sorted("number").mapped("number"), [1, 2, 3])

    def test_G04_changed_policy_counts_from_the_next_pass(self):
        task = self.call()
        self.policy.remind_minutes = 30
        self.run_at(DUE + timedelta(hours=1))
        self.assertEqual((task.reminder_ids.number, task.reminder_ids.periods), (2, 2))
        self.policy.remind_minutes = 0
        self.run_at(DUE + timedelta(hours=3))
        self.assertEqual(len(task.reminder_ids), 1)
        self.assertFalse(task.remind_at)

    def test_G04_the_cron_wakes_to_the_minute(self):
        cron = self.env.ref("crm_sales_flow.ir_cron_reminders")
        with freeze_time(MONDAY):
            self.call(MONDAY + timedelta(seconds=20))
        moments = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at")
        self.assertIn(DUE + timedelta(minutes=61), moments)

    def test_G04_notice_on_the_screen(self):
        self.call()
        before = self.notices(self.users["manager"])
        self.run_at(DUE + timedelta(hours=1))
        rows = self.notices(self.users["manager"]) - before
        self.assertEqual(len(rows), 1)
        self.assertIn("Vacuum chamber", rows.message)

    def test_G05_letters_by_preference(self):
        Mail = self.env["mail.mail"].sudo()
        manager = self.users["manager"]
        to_manager = [("recipient_ids", "in", manager.partner_id.ids)]
        before = Mail.search_count(to_manager)
        with freeze_time(MONDAY):
            self.call()
        self.assertEqual(Mail.search_count(to_manager), before + 1)  # given
        self.run_at(DUE + timedelta(hours=1))
        self.assertEqual(Mail.search_count(to_manager), before + 1)
        manager.with_user(manager).flow_mail_reminders = True
        self.run_at(DUE + timedelta(hours=2))
        letter = Mail.search(to_manager, order="id desc", limit=1)
        self.assertEqual(Mail.search_count(to_manager), before + 2)
        self.assertIn("Vacuum chamber", letter.subject)
        self.assertIn(f"/odoo/deals/{self.deal.id}", letter.body_html)
        manager.with_user(manager).flow_mail_assigned = False
        self.call(deal=self.make_deal(name="Second"))
        self.assertEqual(Mail.search_count(to_manager), before + 2)

    def test_G05_letters_are_in_the_language_of_the_person_and_escaped(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        manager = self.users["manager"]
        manager.write({"lang": "ru_RU", "flow_mail_reminders": True})
        self.call(deal=self.make_deal(name="<script>alert(1)</script>"))
        self.run_at(DUE + timedelta(hours=1))
        letters = self.env["mail.mail"].search([("recipient_ids", "in", manager.partner_id.ids)])
        bodies = [body for body in letters.mapped("body_html") if "alert(1)" in body]
        for text in ("Срок ", "Просрочено на "):
            self.assertTrue(any(text in body for body in bodies), text)
        for body in bodies:
            self.assertIn("&lt;script&gt;", body)
            self.assertNotIn("<script>", body)

    def test_G06_the_head_gets_one_task_after_three_hours(self):
        task = self.call()
        self.run_at(MONDAY + timedelta(hours=3) - timedelta(minutes=1))
        self.assertFalse(self.deal._flow_open_tasks("no_contact"))
        self.run_at(MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=4))
        escalated = self.deal._flow_open_tasks("no_contact")
        self.assertEqual((len(escalated), escalated.user_id), (1, self.users["head"]))
        self.assertFalse(task.escalate_at)
        self.assertEqual(self.deal.user_id, self.users["manager"])
        self.deal._register_contact("phone", MONDAY + timedelta(hours=5), 30)
        self.assertFalse(self.deal._flow_open_tasks(("first_call", "no_contact")))

    def test_G06_without_a_head_a_director_is_told(self):
        self.other_team.user_id = False
        deal = self.make_deal(team_id=self.other_team.id, user_id=self.users["manager_two"].id)
        self.call(deal=deal)
        self.run_at(MONDAY + timedelta(hours=3))
        person = deal._flow_open_tasks("no_contact").user_id
        self.assertTrue(person.has_group("crm_sales_flow.group_director"))

    def test_G04_a_manager_reads_his_reminders_and_changes_none(self):
        self.call()
        self.run_at(DUE + timedelta(hours=1))
        Reminder = self.env["crm.task.reminder"]
        mine = [("lead_id", "=", self.deal.id)]
        self.assertEqual(self.as_user("manager", Reminder).search_count(mine), 1)
        self.assertEqual(self.as_user("head", Reminder).search_count(mine), 1)
        self.assertEqual(self.as_user("manager_two", Reminder).search_count(mine), 0)
        for operation in ("write", "create", "unlink"):
            self.assertFalse(self.as_user("director", Reminder).has_access(operation))
