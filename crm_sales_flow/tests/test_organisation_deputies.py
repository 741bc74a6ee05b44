from datetime import date, datetime, timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SalesFlowCase

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)
BEFORE, DURING, AFTER = datetime(2026, 11, 22, 9), datetime(2026, 11, 24, 9), datetime(2026, 11, 30)


@tagged("post_install", "-at_install")
class TestDeputies(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager, cls.two = cls.users["manager"], cls.users["manager_two"]
        for user in cls.users.values():
            user.tz = "Europe/Moscow"
        cls.deal = cls.make_deal()

    def away(self, user=None, deputy=None, start=FIRST, end=LAST, env=None):
        return (env or self.env)["crm.substitution"].create(
            {
                "user_id": (user or self.manager).id,
                "deputy_id": (deputy or self.two).id,
                "date_from": start,
                "date_to": end,
            }
        )

    def switch(self):
        self.env["crm.substitution"]._cron_switch()

    def test_W04_the_day_begins_where_the_absent_person_lives(self):
        self.manager.tz = "Asia/Vladivostok"
        with freeze_time(BEFORE):
            row = self.away()
        self.assertEqual(row.starts_at, datetime(2026, 11, 22, 14))
        self.assertEqual(row.ends_at, datetime(2026, 11, 27, 14))
        cron = self.env.ref("crm_sales_flow.ir_cron_substitution")
        edges = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).mapped("call_at")
        self.assertLessEqual({row.starts_at, row.ends_at}, set(edges))

    def test_W04_the_deputy_works_on_the_deals_meanwhile(self):
        with freeze_time(BEFORE):
            row = self.away()
        deal = self.as_user("manager_two", self.deal)
        with self.assertRaises(AccessError):
            deal.check_access("read")
        with freeze_time(DURING):
            self.switch()
        self.assertEqual((row.state, self.manager.active_deputy_ids), ("active", self.two))
        deal.invalidate_recordset()
        self.assertEqual(deal.name, "Vacuum chamber")
        deal.description = "He called"
        deal.need_ids = [(0, 0, {"text": "One more chamber"})]
        self.assertIn(self.deal, self.as_user("manager_two", self.env["crm.lead"]).search([]))
        self.assertEqual(self.deal.user_id, self.manager)
        with freeze_time(AFTER):
            self.switch()
        self.assertEqual((row.state, self.deal.user_id), ("over", self.manager))
        self.assertFalse(self.manager.active_deputy_ids)
        with self.assertRaises(AccessError):
            deal.check_access("read")

    def test_W04_the_deputy_works_on_the_proposals_too(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.client_company.id,
                "opportunity_id": self.deal.id,
                "team_id": self.team.id,
                "user_id": self.manager.id,
                "order_line": [(0, 0, {"name": "Chamber", "display_type": "line_note"})],
            }
        )
        mine = self.as_user("manager_two", order)
        self.assertFalse(mine.has_access("read"))
        with freeze_time(DURING):
            self.away()
        mine.order_line.name = "Chamber of 100 litres"
        mine.note = "By the deputy"
        self.assertEqual(order.user_id, self.manager)

    def test_W04_a_stranger_gains_nothing(self):
        with freeze_time(DURING):
            self.away()
        tester = self.as_user("tester", self.env["crm.lead"])
        foreign = self.make_deal(team_id=self.other_team.id, user_id=self.two.id)
        self.assertFalse(tester.search([("id", "=", foreign.id)]))

    def test_W04_new_calls_come_to_the_deputy_and_return(self):
        with freeze_time(DURING):
            self.away()
            task = self.deal._flow_schedule("first_call")
            self.assertEqual((task.user_id, task.stands_for_id), (self.two, self.manager))
            done = self.deal._flow_schedule("offer_service")
            done.outcome_id = self.env.ref("crm_sales_flow.outcome_agreed")
            done.with_user(self.two).action_feedback(feedback="Offered")
        with freeze_time(AFTER):
            self.switch()
        self.assertEqual((task.user_id, task.stands_for_id), (self.manager, task.user_id.browse()))
        self.assertEqual(done.user_id, self.two)  # the log: who did it

    def test_W04_a_task_for_after_the_return_stays(self):
        with freeze_time(DURING):
            self.away()
            task = self.deal.activity_schedule(
                "mail.mail_activity_data_call", "2026-12-01", user_id=self.manager.id
            )
            self.assertEqual(task.user_id, self.manager)
            task.date_deadline = "2026-11-26"
            task.user_id = self.manager
        self.assertEqual(task.user_id, self.two)

    def test_W04_assigned_lead_belongs_to_the_absent_and_is_called_by_the_deputy(self):
        with freeze_time(DURING):
            self.away()
            lead = self.env["crm.lead"].create(
                {"name": "New", "type": "lead", "team_id": self.team.id}
            )
            self.as_user("head", lead).write({"user_id": self.manager.id, "team_id": self.team.id})
        self.assertEqual(lead.user_id, self.manager)
        self.assertEqual(lead._flow_open_tasks("first_call").user_id, self.two)

    def test_W04_deputy_of_the_head_is_head_meanwhile(self):
        with freeze_time(DURING):
            row = self.away(self.users["head"], self.manager)
            self.assertIn(self.manager, self.team.head_ids)
            self.assertEqual(self.team._flow_duty_head(), self.manager)
            self.assertTrue(row.deputy_warning)
        with freeze_time(AFTER):
            self.switch()
        self.assertNotIn(self.manager, self.team.head_ids)

    def test_W04_tasks_of_the_absent_head_return_to_him(self):
        head, deputy = self.users["head"], self.manager
        deputy.name = "Aaa, before the Head"
        self.two.write({"group_ids": [(4, self.env.ref("crm_sales_flow.group_head").id)]})
        request = self.env["crm.request"].create({"phone": "+7 495 765-43-21", "subject": "Pump"})
        with freeze_time(DURING):
            self.away(head, deputy)
            self.as_user("sorter", request).action_sort(self.team)
            call = self.deal._flow_schedule("first_call")
            call._escalate()
            tasks = request.lead_id._flow_open_tasks("assign")
            tasks |= self.deal._flow_open_tasks("no_contact")
            self.assertEqual(len(tasks), 2)
            self.assertEqual((tasks.user_id, tasks.stands_for_id), (deputy, head))
        with freeze_time(AFTER):
            self.switch()
        self.assertEqual((tasks.user_id, tasks.stands_for_id), (head, head.browse()))

    def test_W04_call_of_a_reassigned_lead_stays_with_the_new_one(self):
        values = {"name": "New", "type": "lead", "team_id": self.team.id}
        for new in (self.users["tester"], self.two):
            with self.subTest(new=new.name), freeze_time(DURING):
                row = self.away()
                lead = self.env["crm.lead"].create(values)
                self.as_user("head", lead).user_id = self.manager
                call = lead._flow_open_tasks("first_call")
                self.assertEqual((call.user_id, call.stands_for_id), (self.two, self.manager))
                self.as_user("head", lead).user_id = new
                self.assertEqual((call.user_id, call.stands_for_id), (new, new.browse()))
                row.action_close()
                self.assertEqual(call.user_id, new)

    def test_W04_another_deputy_has_the_tasks_of_the_first(self):
        tester = self.users["tester"]
        with freeze_time(DURING):
            row = self.away()
            task = self.deal._flow_schedule("first_call")
            row.deputy_id = tester
            self.assertEqual((task.user_id, task.stands_for_id), (tester, self.manager))
            self.away(tester, self.two, date(2026, 11, 24), date(2026, 11, 25))
            self.assertEqual(task.user_id, self.two)
        with freeze_time(datetime(2026, 11, 26, 9)):
            self.switch()
            self.assertEqual((task.user_id, task.stands_for_id), (tester, self.manager))
        with freeze_time(AFTER):
            self.switch()
        self.assertEqual(task.user_id, self.manager)

    def test_W04_back_early(self):
        with freeze_time(DURING):
            row = self.away()
            self.as_user("manager", row).action_close()
            self.assertEqual(row.state, "over")
            self.assertFalse(self.manager.active_deputy_ids)
            self.away()  # the same days are free again

    def test_W04_overlapping_absences_are_refused(self):
        with freeze_time(BEFORE):
            self.away()
            with self.assertRaises(ValidationError):
                self.away(deputy=self.users["tester"], start=LAST, end=LAST + timedelta(days=3))
            self.away(start=LAST + timedelta(days=1), end=LAST + timedelta(days=3))

    def test_W04_a_circle_is_refused_only_when_it_closes_at_some_moment(self):
        with freeze_time(BEFORE):
            self.away()
            with self.assertRaises(ValidationError):
                self.away(self.two, self.manager, LAST, LAST)
            self.away(self.two, self.manager, LAST + timedelta(days=1), LAST + timedelta(days=2))

    def test_W04_the_deputy_of_the_absent_deputy(self):
        tester = self.users["tester"]
        with freeze_time(DURING):
            self.away()
            self.away(self.two, tester, date(2026, 11, 24), date(2026, 11, 25))
            self.assertEqual(self.manager._flow_on_duty(), tester)
        with freeze_time(datetime(2026, 11, 26, 9)):
            self.switch()
            self.assertEqual(self.manager._flow_on_duty(), self.two)

    def test_W04_who_may_enter_whose_absence(self):
        with freeze_time(BEFORE):
            mine = self.away(env=self.as_user("manager", self.env["crm.substitution"]).env)
            self.assertEqual(mine.user_id, self.manager)
            head = self.as_user("head", self.env["crm.substitution"]).env
            self.away(self.users["tester"], self.users["head"], env=head)
            with self.assertRaises(AccessError):
                self.away(self.two, self.users["director"], env=head)
            with self.assertRaises(AccessError):
                self.away(
                    self.two,
                    self.users["director"],
                    env=self.as_user("manager", self.env["crm.substitution"]).env,
                )
        self.assertFalse(self.as_user("tester", mine).search([("id", "=", mine.id)]))
        self.assertTrue(self.as_user("manager_two", mine).search([("id", "=", mine.id)]))

    @mute_logger("odoo.sql_db")
    def test_W04_a_deputy_without_a_role_in_sales_is_refused(self):
        with freeze_time(BEFORE), self.assertRaises(ValidationError):
            self.away(deputy=self.users["warehouse"])

    @mute_logger("odoo.sql_db")
    def test_W04_requests_are_sorted_by_one_who_may(self):
        sorter = self.users["sorter"]
        with freeze_time(BEFORE):
            with self.assertRefused("role of a sorter"):
                self.away(sorter, self.manager)
            self.away(sorter, self.users["director"])

    def test_W04_the_log_stays(self):
        with freeze_time(DURING):
            row = self.away()
            with self.assertRaises(ValidationError):
                row.unlink()
            with self.assertRaises(ValidationError):
                row.with_user(self.users["head"]).user_id = self.users["tester"]

    def test_W04_whatever_the_absences_somebody_is_on_duty(self):
        """Of any absences that were accepted none leaves a task with one who is away."""
        people = [
            new_test_user(self.env, f"flow_away_{n}", groups="crm_sales_flow.group_manager")
            for n in range(4)
        ]
        one = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 6), st.integers(0, 4))

        @settings(deadline=None)
        @given(st.lists(one, min_size=1, max_size=6), st.integers(0, 9))
        def check(absences, day):
            with freeze_time(BEFORE):
                rows = self.env["crm.substitution"]
                for user, deputy, start, length in absences:
                    begin = FIRST + timedelta(days=start)
                    if user == deputy:
                        continue
                    try:
                        with self.env.cr.savepoint():
                            rows |= self.away(
                                people[user],
                                people[deputy],
                                begin,
                                begin + timedelta(days=length),
                            )
                    except ValidationError:
                        continue
            with freeze_time(datetime(2026, 11, 23, 9) + timedelta(days=day)):
                self.switch()
            away = rows.filtered(lambda row: row.state == "active").user_id
            for person in people:
                on_duty = person._flow_on_duty()
                self.assertNotIn(on_duty, away)
                self.assertEqual(bool(person.active_deputy_ids), person in away)
            with freeze_time(AFTER + timedelta(days=30)):
                self.switch()
            self.assertFalse(any(person.active_deputy_ids for person in people))

        check()
