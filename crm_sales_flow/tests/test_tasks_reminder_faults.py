from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Datetime
from odoo.tests import tagged

from ..tools.working_minutes import minutes_between
from .reminder_common import DUE, MONDAY, ReminderCase


@tagged("post_install", "-at_install")
class TestRemindersUnderFault(ReminderCase):
    def test_G04_a_killed_pass_reminds_nobody_and_the_next_one_once(self):
        """The process dies after the reminders were written and before the commit."""
        task = self.call()
        self.users["manager"].flow_mail_reminders = True
        letters = [("recipient_ids", "in", self.users["manager"].partner_id.ids)]
        before = self.env["mail.mail"].search_count(letters)
        Cron = type(self.env["ir.cron"])
        with self.cron() as run, freeze_time(DUE + timedelta(hours=1)):
            with patch.object(Cron, "_commit_progress", side_effect=KeyboardInterrupt):
                with self.assertRaises(KeyboardInterrupt):
                    run()
            self.env.invalidate_all()
            self.assertFalse(task.reminder_ids)
            self.assertEqual(self.env["mail.mail"].search_count(letters), before)
            run()
        self.assertEqual(task.reminder_ids.mapped("number"), [1])
        self.assertEqual(self.env["mail.mail"].search_count(letters), before + 1)

    def test_G04_queries_do_not_grow_with_the_number_of_due_tasks(self):
        self.users["manager"].flow_mail_reminders = True
        few, many = (
            self._queries_of_a_pass(count, moment)
            for count, moment in ((5, MONDAY), (60, MONDAY + timedelta(days=7)))
        )
        self.assertLessEqual(many, few + 2)

    def test_G05_queries_do_not_grow_with_the_number_of_escalated_tasks(self):
        """The whole pass of the job, with a task of the Head for each lead."""
        few, many = (
            self._queries_of_a_job(count, moment)
            for count, moment in ((10, MONDAY), (100, MONDAY + timedelta(days=7)))
        )
        self.assertLessEqual(many, few + 10)

    def _queries_of_a_job(self, count, start):
        deals, tasks = self._called_leads(count, start)
        with self.cron() as run, freeze_time(start + timedelta(hours=4, minutes=5)):
            self.env["mail.activity"]._plan_attention([])
            before = self.cr.sql_log_count
            run()
            spent = self.cr.sql_log_count - before
        self.assertEqual(len(tasks.reminder_ids), count)
        self.assertEqual(len(deals._flow_open_tasks("no_contact")), count)
        deals.with_context(active_test=False).activity_ids.unlink()
        return spent

    def _queries_of_a_pass(self, count, start):
        _deals, tasks = self._called_leads(count, start)
        tasks.escalate_at = False
        self.env.flush_all()
        self.env.invalidate_all()
        with freeze_time(start + timedelta(hours=2)):
            self.env["mail.activity"]._plan_attention([])
            before = self.cr.sql_log_count
            tasks._attend(Datetime.now())
            self.env.flush_all()
            spent = self.cr.sql_log_count - before
        self.assertEqual(len(tasks.reminder_ids), count)
        return spent

    def _called_leads(self, count, start):
        deals = self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {n}",
                    "type": "lead",
                    "team_id": self.team.id,
                    "user_id": self.users["manager"].id,
                }
                for n in range(count)
            ]
        )
        deals._flow_open_tasks("first_call").unlink()
        with freeze_time(start):
            return deals, deals._flow_schedule("first_call", start=start)

    def test_G04_reminders_count_the_working_hours_through_any_outage(self):
        """Whatever the deadline, the moments of the passes and the closing: hours = reminders."""
        calendar = self.policy.calendar_id
        minutes = st.integers(0, 60 * 24 * 8)

        @settings(deadline=None)
        @given(start=minutes, gaps=st.lists(minutes, min_size=1, max_size=5), closes=st.booleans())
        def check(start, gaps, closes):
            begin = MONDAY + timedelta(minutes=start)
            with freeze_time(begin):
                task = self.deal._flow_schedule("first_call", start=begin, once=False)
            due = moment = task.deadline_at
            with self.cron() as run:
                for gap in gaps:
                    moment += timedelta(minutes=gap)
                    with freeze_time(moment):
                        run()
                work = self.policy._work(calendar, due, moment + timedelta(minutes=1))
                span = [(a.replace(tzinfo=None), b.replace(tzinfo=None)) for a, b in work]
                zone = work[0][0].utcoffset() if work else timedelta()
                span = [(a - zone, b - zone) for a, b in span]
                hours = int(minutes_between(due, moment, span) // 60)
                self.assertEqual(sum(task.reminder_ids.mapped("periods")), hours)
                self.assertLessEqual(len(task.reminder_ids), len(gaps))
                if closes:
                    task.with_context(mail_activity_automation_skip=True).active = False
                    with freeze_time(moment + timedelta(days=3)):
                        run()
                    self.assertEqual(sum(task.reminder_ids.mapped("periods")), hours)
            task.with_context(active_test=False).unlink()

        check()
