from datetime import date, timedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from .result_common import ResultCase


@tagged("post_install", "-at_install")
class TestMyDay(ResultCase):
    def day(self, login="manager"):
        self.env.flush_all()
        Day = self.as_user(login, self.env["crm.my.day"])
        Day.invalidate_model()
        return Day.search([("user_id", "=", self.users[login].id)])

    def test_G03_four_parts_of_the_day(self):
        now = Datetime.now()
        self.deal._flow_schedule("first_call").deadline_at = now - timedelta(minutes=75)
        planned = self.idle_deal(name="Planned")
        planned.activity_schedule(
            "mail.mail_activity_data_todo",
            date.today() + timedelta(days=3),
            user_id=self.manager.id,
        )
        today = self.idle_deal(name="Today")
        today.activity_schedule(
            "mail.mail_activity_data_todo", date.today(), user_id=self.manager.id
        )
        idle, waiting = self.idle_deal(name="Idle"), self.idle_deal(name="Waiting")
        waiting.answer_awaited_since = now - timedelta(days=2)
        rows = self.day()
        self.assertEqual(
            [(row.section, row.lead_id) for row in rows],
            [("1", self.deal), ("2", today), ("3", idle), ("4", waiting)],
        )
        self.assertIn("01:15", rows[0].delay_text)
        self.assertEqual(rows[0].action_do()["res_model"], "crm.task.result")
        self.assertEqual(rows[2].action_open()["res_id"], idle.id)

    def test_G03_what_is_closed_is_not_there(self):
        self.deal.action_set_lost(lost_reason_id=self.env["crm.lost.reason"].search([])[0].id)
        self.assertFalse(self.day())

    def test_A03_the_day_of_others(self):
        Day = self.env["crm.my.day"]
        self.env.flush_all()
        mine = [("lead_id", "=", self.deal.id)]
        self.assertEqual(self.as_user("manager", Day).search_count(mine), 1)
        self.assertEqual(self.as_user("head", Day).search_count(mine), 1)
        self.assertEqual(self.as_user("tester", Day).search_count(mine), 0)
        self.env["crm.substitution"].create(
            {
                "user_id": self.manager.id,
                "deputy_id": self.users["tester"].id,
                "date_from": date.today() - timedelta(days=2),
                "date_to": date.today() + timedelta(days=2),
            }
        )
        self.env.flush_all()
        self.assertEqual(self.as_user("tester", Day).search_count(mine), 1)
