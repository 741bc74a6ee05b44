from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .intake_common import IntakeCase

MONDAY = datetime(2026, 11, 23)  # midnight in Greenwich, three in the morning in Moscow


def moscow(hour, minute=0, day=0):
    return MONDAY + timedelta(days=day, hours=hour - 3, minutes=minute)


@tagged("post_install", "-at_install")
class TestIntakeSlots(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Slot, cls.Breach = cls.env["crm.sorting.slot"], cls.env["crm.sorting.breach"]
        cls.morning = cls.env.ref("crm_sales_flow.sorting_slot_morning")
        cls.afternoon = cls.env.ref("crm_sales_flow.sorting_slot_afternoon")
        (cls.morning | cls.afternoon).checked_until = moscow(0)
        cls.Request.search([("state", "=", "new")]).sudo().state = "dropped"

    def came(self, moment, number=0):
        with freeze_time(moment):
            return self.make_request(phone=f"+7 495 500-00-{number:02}", subject=f"No. {number}")

    def check(self, moment):
        """The cron at this moment; the breaches that it has found."""
        before = self.Breach.search([])
        with freeze_time(moment):
            self.Slot._cron_check()
        return self.Breach.search([]) - before

    def test_F03_unsorted_at_the_end_of_the_slot_is_a_breach(self):
        early, late = self.came(moscow(9, 30)), self.came(moscow(10, 1), 1)
        self.assertFalse(self.check(moscow(10, 59)))
        breach = self.check(moscow(11))
        self.assertEqual(breach.request_id, early)
        self.assertRecordValues(
            breach, [{"slot_id": self.morning.id, "due_at": moscow(11), "channel": "phone"}]
        )
        self.assertFalse(self.check(moscow(11, 5)))
        both = self.check(moscow(17))
        self.assertEqual(both.request_id, early | late)
        self.assertEqual(both.slot_id, self.afternoon)
        self.assertEqual(self.afternoon.breach_count, 2)

    def test_F03_sorted_in_time_is_no_breach_however_late_the_cron_is(self):
        request, other = self.came(moscow(9)), self.came(moscow(9), 1)
        with freeze_time(moscow(10, 40)):
            self.as_user("sorter", request).action_sort(self.team)
        with freeze_time(moscow(11, 20)):
            self.as_user("sorter", other).action_drop("spam")
        breach = self.check(moscow(15))
        self.assertEqual(breach.request_id, other)
        self.assertAlmostEqual(breach.late_hours, 1 / 3, places=2)

    def test_F03_the_end_of_the_day_and_the_break_are_hours_of_sorting_too(self):
        self.afternoon.hour = 18
        request = self.came(moscow(17))
        self.assertEqual(self.check(moscow(19)).request_id, request)
        self.assertEqual(self.afternoon.breach_count, 1)

    def test_F03_no_slot_when_nobody_works(self):
        request = self.came(moscow(17, 30, day=4))  # Friday
        self.assertFalse(self.check(moscow(18, day=6)))
        self.assertEqual(self.check(moscow(11, day=7)).request_id, request)
        calendar = self.morning.calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": moscow(0, day=8),
                "date_to": moscow(23, day=8),
            }
        )
        self.check(moscow(18, day=7))
        self.assertFalse(self.check(moscow(18, day=8)))

    def test_F03_sorters_and_directors_are_told_once(self):
        self.users["sorter"].write({"notification_type": "email", "email": "s@company.example"})
        self.users["director"].write({"notification_type": "inbox", "email": "d@company.example"})
        for number in range(7):
            self.came(moscow(9), number)
        Mail = self.env["mail.mail"]
        before = Mail.search([])
        self.check(moscow(11))
        mails = Mail.search([]) - before
        to_sorter = mails.filtered(lambda m: self.users["sorter"].partner_id in m.recipient_ids)
        self.assertEqual(len(to_sorter), 1)
        self.assertIn("7", to_sorter.subject)
        self.assertIn("sorting-desk", to_sorter.body_html)
        to_director = self.users["director"].partner_id
        self.assertFalse(mails.filtered(lambda m: to_director in m.recipient_ids))
        inbox = [("res_partner_id", "=", to_director.id), ("notification_type", "=", "inbox")]
        kept = self.env["mail.notification"].search(inbox)
        self.assertEqual(len(kept), 1, "it waits for who has no browser open")
        self.assertIn("7", kept.mail_message_id.subject)
        watchers = self.Slot._watchers(self.env.company)
        self.assertTrue(self.users["sorter"] | self.users["director"] <= watchers)
        self.assertFalse(self.users["head"] & watchers)
        before = Mail.search([])
        self.check(moscow(11, 5))
        self.assertEqual(Mail.search([]), before)
        self.assertEqual(self.env["mail.notification"].search(inbox), kept)

    def test_F03_W04_of_an_absent_sorter_the_deputy_is_told_and_of_the_others_each_himself(self):
        sorter, deputy = self.users["sorter"], self.users["director"]
        other = self.users["secretary"]
        other.group_ids += self.env.ref("crm_sales_flow.group_request_sorter")
        with freeze_time(moscow(9)):
            self.env["crm.substitution"].create(
                {"user_id": sorter.id, "deputy_id": deputy.id, "date_to": moscow(9).date()}
            )
            watchers = self.Slot._watchers(self.env.company)
        self.assertNotIn(sorter, watchers)
        self.assertLessEqual(deputy | other, watchers)

    def test_F03_a_killed_run_is_taken_up_and_counts_nothing_twice(self):
        request = self.came(moscow(9))
        before = self.env["mail.mail"].search([])
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.assertTrue(self.check(moscow(11)))
            raise ZeroDivisionError  # the process dies before the commit
        self.env.invalidate_all()
        self.assertFalse(request.breach_ids)
        self.assertEqual(self.env["mail.mail"].search([]), before)
        breach = self.check(moscow(11, 20))
        self.assertEqual(len(breach), 1)
        self.morning.checked_until = moscow(0)  # as if the mark of the run were lost
        self.assertFalse(self.check(moscow(11, 30)))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            breach.copy({"request_id": breach.request_id.id, "due_at": breach.due_at})

    def test_F03_queries_do_not_grow_with_the_breaches(self):
        def cost(count, day):
            for number in range(count):
                self.came(moscow(9, day=day), number + day * 20)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.check(moscow(11, day=day))), count)
            spent = self.env.cr.sql_log_count - before
            self.Request.search([("state", "=", "new")]).sudo().state = "dropped"
            self.check(moscow(23, day=day))
            return spent

        cost(1, 0)
        few = cost(1, 1)
        self.assertLessEqual(cost(15, 2), few + 2)

    @settings(deadline=None)
    @given(st.lists(st.integers(0, 7 * 24 * 60 - 1), max_size=30))
    def test_F03_however_the_cron_runs_each_slot_is_met_exactly_once(self, minutes):
        end = MONDAY + timedelta(days=7)
        moments = [*sorted(MONDAY + timedelta(minutes=m) for m in minutes), end]
        met, since = [], MONDAY
        for moment in moments:
            met += self.morning._times(since, moment)
            since = moment
        self.assertEqual(met, self.morning._times(MONDAY, end))
        self.assertEqual([start for start, _end in met], [moscow(10, day=d) for d in range(5)])

    def test_F03_desk_counts_down_to_the_next_slot(self):
        self.came(moscow(9))
        self.came(moscow(10, 30), 1)
        with freeze_time(moscow(10, 40)):
            slot = self.as_user("sorter", self.Request).flow_desk()["slot"]
        self.assertEqual(slot, {"end_at": "2026-11-23 08:00:00", "minutes": 60, "count": 1})
        with freeze_time(moscow(12)):
            slot = self.as_user("sorter", self.Request).flow_desk()["slot"]
        self.assertEqual((slot["end_at"], slot["count"]), ("2026-11-23 14:00:00", 2))
        (self.morning | self.afternoon).active = False
        self.assertFalse(self.as_user("sorter", self.Request).flow_desk()["slot"])

    def test_F03_breaches_are_read_by_role(self):
        request = self.came(moscow(9))
        mine = [("id", "in", self.check(moscow(11)).ids)]
        self.as_user("sorter", request).action_sort(self.team)
        self.env.flush_all()
        found = {
            login: len(self.as_user(login, self.Breach).search(mine))
            for login in ("director", "sorter", "head")
        }
        self.assertEqual(found, {"director": 1, "sorter": 1, "head": 1})
        for login in ("manager", "secretary", "accountant"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, self.Breach).search(mine)
        self.other_team.user_id = self.users["head"]
        self.team.user_id = False
        self.env.flush_all()
        self.assertFalse(self.as_user("head", self.Breach).search(mine))

    def test_F03_hours_are_checked_and_kept_by_the_director(self):
        for values in ({"hour": 24}, {"hour": -1}, {"minutes": 0}, {"minutes": 900}):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self.morning.write(values)
        with self.assertRaises(AccessError):
            self.as_user("sorter", self.morning).hour = 9
        self.as_user("director", self.morning).hour = 9.5
        self.assertEqual(self.morning.name, "09:30")
