import base64
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools import workbook
from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestMarketingCalls(SalesFlowCase):
    """Telephone marketing: whom to call, a sheet, tasks, results (V08-V11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"name": "OOO Callee", "is_company": True, "user_id": cls.users["manager"].id}
        cls.company = cls.env["res.partner"].create(company)
        cls.people = cls.env["res.partner"].create(
            [
                {"name": name, "phone": phone, "function": "callee", "parent_id": cls.company.id}
                for name, phone in (
                    ("=1+1 Anna", "8 (916) 111-22-33"),
                    ("Twin", "+7 916 111-22-33"),
                    ("Boris", "+7 916 111-22-44"),
                    ("Vera", "+7 916 111-22-55"),
                    ("Gleb", "12-34-56-7"),
                    ("Dina", False),
                )
            ]
        )
        cls.env["phone.blacklist"].create({"number": "+79161112255"})
        cls.calls = cls.env["crm.call.list"].create(
            {"name": "Autumn", "domain": "[('function', '=', 'callee')]", "script": "Say hello"}
        )

    def test_V08_one_row_of_each_number_and_the_others_with_reasons(self):
        chosen, reasons = self.as_user("marketer", self.calls)._chosen()
        self.assertEqual(sorted(chosen.mapped("name")), ["Boris", "Twin"])
        why = {client.name: code for client, code in reasons.items()}
        self.assertEqual(
            why, {"=1+1 Anna": "twice", "Vera": "forbidden", "Gleb": "short", "Dina": "none"}
        )

    def test_V08_the_sheet_has_numbers_to_dial_and_says_who_took_it(self):
        boris = self.people.filtered(lambda person: person.name == "Boris")
        boris.activity_schedule("mail.mail_activity_data_call").action_feedback()
        self.as_user("marketer", self.calls).action_export()
        message = self.calls.message_ids[:1]
        self.assertEqual(message.author_id, self.users["marketer"].partner_id)
        files = {a.name: base64.b64decode(a.datas) for a in message.attachment_ids}
        text = files["Autumn.csv"].decode("utf-8-sig")
        self.assertIn("Twin;OOO Callee;+79161112233", text)
        self.assertIn(f"{self.users['manager'].name};{date.today()}", text)
        self.assertTrue(files["Autumn.xlsx"].startswith(b"PK"))
        self.assertTrue(workbook)

    def test_V09_each_client_gets_a_task_of_his_manager_once(self):
        calls = self.as_user("marketer", self.calls)
        calls.action_make_tasks()
        calls.action_make_tasks()
        tasks = self.calls.task_ids
        self.assertEqual((len(tasks), tasks.user_id), (2, self.users["manager"]))
        self.assertIn("Say hello", tasks[0].note)
        self.assertEqual(calls.task_count, 2)

    def test_V09_the_task_says_why_and_what_line_by_line(self):
        self.calls.campaign_id = self.env["utm.campaign"].create({"title": "Furnaces 2026"})
        self.calls.script = "Say hello\nAsk: flow < 5 m³?\n\nThank him"
        self.as_user("marketer", self.calls).action_make_tasks()
        task = self.as_user("manager", self.calls.task_ids[0])
        self.assertEqual(task.summary, "Call the client: Furnaces 2026, Autumn")
        self.assertEqual(str(task.note), "<p>Say hello<br>Ask: flow &lt; 5 m³?</p><p>Thank him</p>")

    def test_V09_a_list_without_a_script_makes_tasks_too(self):
        self.calls.script = False
        self.as_user("marketer", self.calls).action_make_tasks()
        self.assertEqual(len(self.calls.task_ids), 2)

    def test_V09_who_was_called_already_gets_no_second_task(self):
        calls = self.as_user("marketer", self.calls)
        calls.action_make_tasks()
        self.calls.task_ids[0].action_feedback()
        self.env.invalidate_all()
        calls.action_make_tasks()
        self.assertEqual((calls.task_count, calls.open_count), (2, 1))

    def test_V09_tasks_are_spread_evenly(self):
        users = self.users["manager"] | self.users["manager_two"]
        self.calls.write({"spread": "even", "user_ids": [(6, 0, users.ids)]})
        self.as_user("marketer", self.calls).action_make_tasks()
        self.assertEqual(self.calls.task_ids.user_id, users)

    def test_V09_nobody_is_left_without_a_person(self):
        (self.company | self.people).user_id = False
        with self.assertRefused("Choose the managers"):
            self.as_user("marketer", self.calls).action_make_tasks()

    def test_V11_results_are_counted(self):
        self.calls.campaign_id = self.env["utm.campaign"].create({"title": "Autumn"})
        self.calls.action_make_tasks()
        first, second = self.calls.task_ids
        first.write({"outcome_id": self.env.ref("crm_sales_flow.outcome_interested").id})
        first.action_feedback()
        calls = self.as_user("marketer", self.calls)
        figures = (calls.task_count, calls.open_count, calls.reached_count, calls.interested_count)
        self.assertEqual(figures, (2, 1, 1, 1))
        self.assertTrue(second.active)
        campaign = self.as_user("director", self.calls.campaign_id)
        figures = (campaign.call_count, campaign.call_reached_count)
        figures += (campaign.call_interested_count, campaign.call_refused_count)
        self.assertEqual(figures, (2, 1, 1, 0))
        second.write({"outcome_id": self.env.ref("crm_sales_flow.outcome_refused").id})
        second.action_feedback()
        self.env.invalidate_all()
        self.assertEqual((calls.open_count, calls.refused_count), (0, 1))
        self.assertEqual((calls.interested_count, campaign.call_interested_count), (1, 1))
        self.assertEqual(campaign.call_refused_count, 1)

    def test_V08_how_many_are_to_be_called_is_known_without_looking_for_them(self):
        calls = self.as_user("marketer", self.calls)
        self.assertEqual((calls.callable_count, calls.excluded_count), (2, 4))
        calls.domain = "[('name', '=', 'Boris'), ('function', '=', 'callee')]"
        self.assertEqual((calls.callable_count, calls.excluded_count), (1, 0))
        self.people.filtered(lambda person: person.name == "Boris").phone = False
        calls.invalidate_recordset()
        self.assertEqual(calls.callable_count, 1)
        calls._make_sheet()
        self.assertEqual((calls.callable_count, calls.excluded_count), (0, 1))

    def test_V08_call_lists_belong_to_marketing(self):
        with self.assertRaises(AccessError):
            self.as_user("manager", self.calls).action_export()
