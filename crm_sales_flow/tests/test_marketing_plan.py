from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import SalesFlowCase

TODAY = "2026-11-18 09:00:00"  # a Wednesday
CRON = "crm_sales_flow.ir_cron_call_lists"


@tagged("post_install", "-at_install")
class TestExhibitions(SalesFlowCase):
    """U03: who is invited where, and what everybody answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fair = cls.env["crm.exhibition"].create(
            {"name": "VacuumExpo", "date_begin": "2027-04-13", "date_end": "2027-04-15"}
        )
        cls.guests = cls.client_company | cls.client_person

    def invite(self, clients):
        action = self.as_user("marketer", self.fair).action_invite()
        Wizard = self.as_user("marketer", self.env["crm.touch.record"])
        with Form(Wizard.with_context(**action["context"])) as form:
            for client in clients:
                form.partner_ids.add(client)
        form.record.action_record()

    def test_U03_the_invited_are_a_list_and_nobody_is_on_it_twice(self):
        self.invite(self.client_person)
        self.invite(self.guests)
        touches = self.fair.touch_ids
        self.assertEqual((touches.partner_id, len(touches)), (self.guests, 2))
        self.assertEqual(set(touches.mapped("kind")), {"event"})
        self.assertEqual(set(touches.mapped("valid_until")), {date(2027, 4, 15)})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            touches[0].copy()

    def test_U03_the_manager_sees_the_invitation_on_the_client_and_tells_the_answer(self):
        self.invite(self.guests)
        seen = self.as_user("manager", self.client_company).marketing_touch_ids
        self.assertEqual(set(seen.mapped("name")), {"VacuumExpo"})
        seen.filtered(lambda touch: touch.partner_id == self.client_person).response = "coming"
        fair = self.as_user("marketer", self.fair)
        counts = (fair.invited_count, fair.coming_count, fair.attended_count, fair.open_count)
        self.assertEqual(counts, (2, 1, 0, 1))
        listed = self.env["crm.touch"].search(fair.action_invited()["domain"])
        self.assertEqual(set(listed.mapped("response")), {"coming", False})

    def test_U03_marketing_makes_the_list_others_read_it(self):
        with self.assertRaises(AccessError):
            self.as_user("manager", self.fair).name = "Other"
        self.assertEqual(self.as_user("manager", self.fair).name, "VacuumExpo")
        with self.assertRaises(ValidationError):
            self.fair.date_end = "2027-04-01"

    def test_U03_many_exhibitions_cost_the_queries_of_one(self):
        counts = []
        for number in (1, 20):
            fairs = self.env["crm.exhibition"].create(
                [{"name": f"Fair {n}", "date_begin": "2027-01-01"} for n in range(number)]
            )
            self.env["crm.touch"].create(
                [
                    {"name": "x", "partner_id": self.client_person.id, "exhibition_id": fair.id}
                    for fair in fairs
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            fairs.mapped("invited_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestCampaignPlan(SalesFlowCase):
    """U08: a year of campaigns is seen and printed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["utm.campaign"].search([]).date_begin = False
        cls.spring, cls.winter, cls.other = cls.env["utm.campaign"].create(
            [
                {
                    "title": "Spring",
                    "date_begin": "2026-03-10",
                    "date_end": "2026-05-20",
                    "budget": 300000,
                    "plan_leads": 30,
                },
                {"title": "Winter", "date_begin": "2026-12-20", "date_end": "2027-01-15"},
                {"title": "Later", "date_begin": "2027-06-01"},
            ]
        )

    def plan(self, year):
        return self.as_user("marketer", self.env["crm.campaign.plan"]).create({"year": year})

    def test_U08_the_year_has_what_runs_in_it(self):
        plan = self.plan(2026)
        self.assertEqual(plan.campaign_ids, self.spring | self.winter)
        self.assertEqual(self.plan(2027).campaign_ids, self.winter | self.other)
        months = [number for number, runs in enumerate(plan._months(self.spring), 1) if runs]
        self.assertEqual(months, [3, 4, 5])
        self.assertEqual(plan._totals()["budget"], 300000)
        with self.assertRaises(ValidationError):
            self.plan(26)

    def test_U08_the_plan_is_printed_with_bars_and_totals(self):
        plan = self.plan(2026)
        report = plan.action_print()["report_name"]
        html = self.env["ir.actions.report"]._render_qweb_html(report, plan.ids)[0].decode()
        self.assertIn("Spring", html)
        self.assertNotIn("Later", html)
        self.assertEqual(html.count('class="month runs"'), 3 + 1)


@tagged("post_install", "-at_install")
class TestCallListSchedule(SalesFlowCase):
    """V08: the sheet for calling comes by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_person.write({"phone": "+7 916 111-22-33", "function": "callee"})
        cls.calls = cls.as_marketer(
            {"name": "Autumn", "domain": "[('function', '=', 'callee')]", "export_every": "week"}
        )

    @classmethod
    def as_marketer(cls, values):
        Calls = cls.env["crm.call.list"].with_user(cls.users["marketer"])
        with freeze_time(TODAY):
            calls = Calls.create(values)
            calls.flush_recordset()  # the day of its sheet is worked out
        return calls.with_env(cls.env)

    def run_cron(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def sheets(self, calls=None):
        return (calls or self.calls).message_ids.attachment_ids.filtered(
            lambda file: file.name.endswith(".xlsx")
        )

    def test_V08_the_sheet_is_made_on_its_day_and_its_person_is_told(self):
        self.assertEqual(self.calls.export_at, date(2026, 11, 19))
        self.run_cron(TODAY)
        self.assertFalse(self.sheets())
        self.run_cron("2026-11-19 09:00:00")
        self.assertEqual(len(self.sheets()), 1)
        self.assertEqual(self.calls.export_at, date(2026, 11, 26))
        marketer = self.users["marketer"].partner_id
        made = self.calls.message_ids.filtered("attachment_ids")
        self.assertEqual(made.author_id, marketer, "Who exported stands in the log.")
        told = self.env["mail.notification"].search([("res_partner_id", "=", marketer.id)])
        self.assertIn(f"/odoo/call-lists/{self.calls.id}", told.mail_message_id.body)
        self.assertFalse(told.mail_message_id.attachment_ids, "A link, and no file.")

    def test_V08_days_that_were_missed_give_one_sheet(self):
        self.run_cron("2026-12-20 09:00:00")
        self.run_cron("2026-12-20 15:00:00")
        self.assertEqual(len(self.sheets()), 1)
        self.assertEqual(self.calls.export_at, date(2026, 12, 24))

    def test_V08_one_wrong_list_keeps_no_other_from_its_sheet(self):
        wrong = self.as_marketer({"name": "Wrong", "export_every": "month"})
        self.env.cr.execute("UPDATE crm_call_list SET domain = '[(1)]' WHERE id = %s", [wrong.id])
        self.env.invalidate_all()
        with mute_logger("odoo.addons.crm_sales_flow.models.marketing.crm_call_list_schedule"):
            self.run_cron("2026-11-19 09:00:00")
        self.assertTrue(self.sheets())
        self.assertFalse(self.sheets(wrong))
        self.assertEqual(wrong.export_at, date(2026, 12, 19))

    def test_V08_the_sheet_has_what_its_person_may_read(self):
        """Whoever changes the filter of a director's list gets no sheet of the director's."""
        self.assertEqual(self.calls.export_user_id, self.users["marketer"])
        self.as_user("director", self.calls).export_every = "month"
        self.assertEqual(self.calls.export_user_id, self.users["director"])
        self.as_user("marketer", self.calls).write(
            {"domain": "[]", "export_user_id": self.users["director"].id}
        )
        self.assertEqual(self.calls.export_user_id, self.users["marketer"])

    def test_V08_who_is_no_marketer_any_more_gets_no_sheet(self):
        marketer = self.env.ref("crm_sales_flow.group_marketer")
        self.users["marketer"].group_ids -= marketer
        self.env.flush_all()
        self.run_cron("2026-11-19 09:00:00")
        self.assertFalse(self.sheets())
        self.assertFalse(self.calls.export_every)
