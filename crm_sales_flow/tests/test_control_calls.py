from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import SalesFlowCase

MONDAY = "2026-11-16 09:00:00"


@tagged("post_install", "-at_install")
class TestControlCalls(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Call = cls.env["crm.control.call"]
        cls.env.company.control_calls = 2
        cls.clients = cls.env["res.partner"].create(
            [
                {"name": f"Client {n}", "is_company": True, "phone": f"+7 495 600-00-0{n}"}
                for n in range(5)
            ]
        )
        cls.deals = cls.env["crm.lead"]
        for client in cls.clients:
            deal = cls.make_deal(partner_id=client.id, contact_id=False)
            deal.sudo().first_contact_at = "2026-11-10 09:00:00"
            cls.deals |= deal

    def draw(self, moment=MONDAY):
        before = self.Call.search([])
        with freeze_time(moment):
            self.Call._cron_draw()
        return self.Call.search([]) - before

    def score(self, login, call, score="5", **values):
        wizard = self.as_user(login, self.env["crm.control.score"])
        return wizard.create({"call_id": call.id, "score": score, **values})

    def test_A09_clients_of_the_week_are_drawn_once(self):
        calls = self.draw()
        self.assertEqual(len(calls), 2)
        self.assertEqual(len(calls.partner_id), 2)
        self.assertTrue(calls.partner_id <= self.clients)
        self.assertEqual(set(calls.mapped("week")), {calls[0].week})
        self.assertEqual(str(calls[0].week), "2026-11-16")
        self.assertEqual(calls.manager_id, self.users["manager"])
        self.assertEqual(calls.activity_id.user_id, self.users["head"])
        self.assertEqual(calls.activity_id.mapped("res_id"), calls.lead_id.ids)
        for again in (MONDAY, "2026-11-19 09:00:00", "2026-11-22 20:00:00"):
            self.assertFalse(self.draw(again), again)

    def test_A09_a_run_that_comes_late_makes_up_for_the_week(self):
        self.assertEqual(len(self.draw("2026-11-20 15:00:00")), 2)
        self.assertFalse(self.draw("2026-11-21 15:00:00"))

    def test_A09_next_week_asks_those_who_were_not_asked(self):
        asked = self.draw().partner_id
        self.env.flush_all()
        second = self.draw("2026-11-23 09:00:00").partner_id
        self.assertFalse(asked & second)
        third = self.draw("2026-11-30 09:00:00").partner_id
        self.assertIn(self.clients - asked - second, third)

    def test_A09_only_who_was_spoken_to_and_has_a_telephone(self):
        self.deals[1:].sudo().first_contact_at = False
        self.deals[1].partner_id.phone = False
        self.assertEqual(self.draw().partner_id, self.clients[0])

    def test_A09_each_department_of_its_own_and_none_without_a_head(self):
        self.deals.sudo().write(
            {"team_id": self.other_team.id, "user_id": self.users["manager_two"].id}
        )
        self.assertFalse(self.draw())
        self.other_team.user_id = self.users["director"]
        calls = self.draw()
        self.assertEqual(calls.team_id, self.other_team)
        self.assertEqual(calls.activity_id.user_id, self.users["director"])
        self.assertFalse(self.as_user("head", self.Call).search([("id", "in", calls.ids)]))

    def test_A09_none_when_the_setting_says_none(self):
        self.env.company.control_calls = 0
        self.assertFalse(self.draw())

    def test_A09_the_score_stands_on_client_and_manager(self):
        call = self.draw()[0]
        task = call.activity_id
        action = self.as_user("head", task).action_result()
        self.assertEqual(action["res_model"], "crm.control.score")
        self.assertEqual(action["context"], {"default_call_id": call.id})
        self.score("head", call, "4", note="The engineer came late").action_save()
        self.assertRecordValues(
            call,
            [
                {
                    "state": "done",
                    "score": 4,
                    "note": "The engineer came late",
                    "caller_id": self.users["head"].id,
                    "manager_id": self.users["manager"].id,
                }
            ],
        )
        self.assertTrue(call.called_at)
        self.assertFalse(task.active)
        self.assertEqual(self.as_user("head", call.partner_id).control_score, 4)
        self.assertIn("4", call.lead_id.message_ids[0].body)
        groups = self.as_user("head", self.Call)._read_group(
            [("state", "=", "done")], ["manager_id"], ["score:avg"]
        )
        self.assertEqual(groups, [(self.users["manager"], 4)])

    def test_A09_a_client_who_does_not_answer_spoils_no_average(self):
        call = self.draw()[0]
        self.score("head", call, False).action_no_answer()
        self.assertEqual((call.state, call.score), ("no_answer", 0))
        self.assertFalse(call.activity_id.active)
        self.assertFalse(call.partner_id.sudo().control_score)
        with self.assertRefused("1 to 5" if self.env.user.lang == "en_US" else "5"):
            self.score("head", self.draw("2026-11-23 09:00:00")[0], False).action_save()

    def test_A09_the_manager_neither_scores_nor_calls_it_off(self):
        call = self.draw()[0]
        task = self.as_user("manager", call.activity_id)
        with self.assertRaises(AccessError):
            self.score("manager", call)
        with self.assertRaises(AccessError):
            self.as_user("manager", call).score = 5
        for way in (task.action_feedback, task.unlink, task.action_cancel):
            with self.assertRaises(UserError):  # an AccessError is one, too
                way()
        self.assertEqual(call.state, "planned")
        self.assertTrue(call.activity_id.active)

    def test_A09_a_call_is_closed_with_its_score_only(self):
        call = self.draw()[0]
        with self.assertRefused(call.partner_id.name):
            self.as_user("head", call.activity_id).action_feedback()
        with self.assertRaises(AccessError):
            self.as_user("head", call).score = 5
