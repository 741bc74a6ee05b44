from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .intake_common import IntakeCase
from .reminder_common import ReminderCase

MONDAY = datetime(2026, 11, 23, 7, 17)  # 10:17 in Moscow
BACK = MONDAY + timedelta(days=7)


@tagged("post_install", "-at_install")
class TestIntakeNotices(ReminderCase, IntakeCase):
    """Who hears of what: the Head and the manager (F06, F08), or who stands in for them (W04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in ("head", "manager", "manager_two", "sorter", "director"):
            cls.users[login].email = f"{login}@company.example"
        # On the screen and by Odoo's inbox people hear anyway; here it is told by whom.
        cls.manager, cls.deputy = cls.users["manager"], cls.users["manager_two"]

    def heard(self, user, work):
        """:return: how many notices on the screen and letters the user got by ``work``."""
        screen, mails = self.notices(user), self.mails(user)
        work()
        return len(self.notices(user) - screen), len(self.mails(user) - mails)

    def mails(self, user):
        return self.env["mail.mail"].search([("recipient_ids", "in", user.partner_id.ids)])

    def away(self, user, deputy):
        self.env["crm.substitution"].create(
            {
                "user_id": user.id,
                "deputy_id": deputy.id,
                "date_from": MONDAY.date(),
                "date_to": (BACK - timedelta(days=1)).date(),
            }
        )

    def come_back(self):
        self.env["crm.substitution"]._cron_switch()

    @freeze_time(MONDAY)
    def test_F06_head_is_told_on_the_screen_and_by_a_letter_once(self):
        request = self.make_request()
        sort = self.as_user("sorter", request).action_sort
        self.assertEqual(self.heard(self.users["head"], lambda: sort(self.team)), (1, 1))
        lead = request.lead_id
        self.assertEqual(self.heard(self.users["head"], lambda: lead.write({"name": "x"})), (0, 0))

    @freeze_time(MONDAY)
    def test_F08_assigned_manager_has_the_task_a_notice_and_a_letter(self):
        request = self.make_request()
        self.as_user("sorter", request).action_sort(self.team)
        lead = self.as_user("head", request.lead_id)
        told = self.heard(self.manager, lambda: lead.write({"user_id": self.manager.id}))
        self.assertEqual(told, (1, 1))
        self.assertEqual(lead.activity_ids.user_id, self.manager)

    def test_A05_sorter_has_the_desk_and_edits_no_deal(self):
        deal = self.as_user("sorter", self.make_deal())
        self.as_user("sorter", self.Request).flow_desk()
        self.assertTrue(deal.name)
        for work in (
            lambda: deal.write({"name": "x"}),
            lambda: deal.write({"stage_id": self.stages["selection"].id}),
            lambda: deal.copy(),
            deal.unlink,
            lambda: deal.need_ids.write({"text": "x"}),
            lambda: deal.write({"need_ids": [Command.create({"text": "x"})]}),
        ):
            with self.assertRaises(AccessError):
                work()

    def test_W04_new_lead_and_its_call_are_told_to_the_deputy(self):
        with freeze_time(MONDAY):
            self.away(self.manager, self.deputy)
            request = self.make_request()
            self.as_user("sorter", request).action_sort(self.team)
            lead = self.as_user("head", request.lead_id)

            def assign():
                lead.user_id = self.manager

            before = self.notices(self.manager)
            self.assertEqual(self.heard(self.deputy, assign), (1, 1))
            self.assertEqual(self.notices(self.manager), before)
            self.assertTrue(self.as_user("manager_two", lead).name, "he opens what he is told of")
        self.assertEqual(lead.user_id, self.manager)

    def test_W04_reminders_go_to_the_deputy_and_after_the_return_to_the_person(self):
        with freeze_time(MONDAY):
            self.away(self.manager, self.deputy)
            task = self.call()
        self.run_at(MONDAY + timedelta(hours=2))
        self.assertEqual(task.reminder_ids.user_id, self.deputy)
        with freeze_time(BACK):
            self.come_back()
        self.run_at(BACK)
        self.assertEqual(task.reminder_ids.sorted("id")[-1:].user_id, self.manager)

    def test_W04_letter_in_a_deal_is_shown_to_the_deputy(self):
        def told(number):
            message = f"<{number}@client.example>"
            letter = self.letter(From="P <testov@client.example>", Message_Id=message)
            request = self.receive(letter)
            self.assertEqual(request.lead_id, self.deal)
            letters = self.deal.message_ids.filtered(lambda x: x.message_type == "email")
            return letters[:1].partner_ids

        with freeze_time(MONDAY):
            self.away(self.manager, self.deputy)
            self.assertEqual(told(1), self.deputy.partner_id)
        with freeze_time(BACK):
            self.come_back()
            self.assertEqual(told(2), self.manager.partner_id)

    def test_W04_return_of_a_request_is_told_to_the_deputy_of_the_sorter(self):
        with freeze_time(MONDAY):
            request = self.make_request()
            self.as_user("sorter", request).action_sort(self.team)
            self.away(self.users["sorter"], self.users["director"])
            lead = self.as_user("head", request.lead_id)
            told = self.heard(self.users["director"], lambda: lead._return_to_desk("not ours"))
        self.assertEqual(told[0], 1)

    def test_W04_lead_that_nobody_assigns_is_told_to_the_deputy_of_the_head(self):
        with freeze_time(MONDAY):
            self.away(self.users["head"], self.manager)
            request = self.make_request()
            self.as_user("sorter", request).action_sort(self.team)
        self.run_at(MONDAY + timedelta(minutes=95))
        reminder = self.env["crm.task.reminder"].search([("lead_id", "=", request.lead_id.id)])
        self.assertEqual(reminder.user_id, self.manager)
