from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .intake_common import IntakeCase
from .reminder_common import ReminderCase

SORTED = datetime(2026, 11, 23, 7, 17)  # Monday, 10:17 in Moscow: to be assigned by 10:47


@tagged("post_install", "-at_install")
class TestIntakeEscalation(ReminderCase, IntakeCase):
    """F09: of a lead that the Head gives to nobody he is reminded, then the director is told."""

    def sorted_lead(self):
        with freeze_time(SORTED):
            request = self.make_request()
            self.as_user("sorter", request).action_sort(self.team)
        return request.lead_id

    def test_F09_head_is_reminded_each_hour_until_he_assigns(self):
        lead = self.sorted_lead()
        task = lead.activity_ids
        self.run_at(
            *[datetime(2026, 11, 23, hour, minute) for hour in (8, 9) for minute in (0, 48)]
        )
        self.assertEqual(task.reminder_ids.sorted("number").mapped("number"), [1, 2])
        self.assertEqual(task.reminder_ids.user_id, self.users["head"])
        with freeze_time(datetime(2026, 11, 23, 9, 50)):
            self.as_user("head", lead).user_id = self.users["manager"]
        self.run_at(datetime(2026, 11, 23, 12))
        self.assertFalse(lead._flow_open_tasks("not_assigned"))
        self.assertNotIn(
            3,
            self.env["crm.task.reminder"]
            .search([("lead_id", "=", lead.id), ("user_id", "=", self.users["head"].id)])
            .mapped("number"),
        )

    def test_F09_after_three_hours_the_director_has_one_task_until_it_is_assigned(self):
        lead = self.sorted_lead()
        self.run_at(datetime(2026, 11, 23, 10, 16))
        self.assertFalse(lead._flow_open_tasks("not_assigned"))
        self.run_at(datetime(2026, 11, 23, 10, 17), datetime(2026, 11, 23, 11))
        told = lead._flow_open_tasks("not_assigned")
        self.assertEqual(len(told), 1)
        self.assertTrue(told.user_id.has_group("crm_sales_flow.group_director"))
        self.assertFalse(lead._flow_open_tasks("no_contact"), "nobody has it: no contact is due")
        with freeze_time(datetime(2026, 11, 23, 11, 5)):
            self.as_user("head", lead).user_id = self.users["manager"]
        self.assertFalse(lead._flow_open_tasks(("assign", "not_assigned")))
        self.assertTrue(lead._flow_open_tasks("first_call"))

    def test_F09_hours_outside_working_time_do_not_count(self):
        with freeze_time(datetime(2026, 11, 27, 14, 30)):  # Friday, 17:30 in Moscow
            request = self.make_request()
            self.as_user("sorter", request).action_sort(self.team)
        lead = request.lead_id
        self.run_at(datetime(2026, 11, 29, 12), datetime(2026, 11, 30, 8, 29))
        self.assertFalse(lead._flow_open_tasks("not_assigned"))
        self.run_at(datetime(2026, 11, 30, 8, 31))
        self.assertTrue(lead._flow_open_tasks("not_assigned"))

    def test_F09_a_task_of_a_lead_that_is_gone_holds_up_no_other(self):
        task = self.sorted_lead().activity_ids
        orphan = self.call(start=SORTED)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET res_id = 2000000000 WHERE id = %s", (orphan.id,)
        )
        self.env.invalidate_all()
        self.run_at(datetime(2026, 11, 23, 10, 16), datetime(2026, 11, 23, 10, 18))
        self.assertTrue(task.reminder_ids)
        self.assertFalse(orphan.reminder_ids)

    def test_F09_returned_to_the_desk_nobody_is_told(self):
        lead = self.sorted_lead()
        with freeze_time(SORTED):
            self.as_user("sorter", lead.request_ids).action_undo()
        self.run_at(datetime(2026, 11, 23, 12))
        self.assertFalse(lead._flow_open_tasks(("assign", "not_assigned")))
