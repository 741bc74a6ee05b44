from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeSorting(IntakeCase):
    def test_E04_four_fields_make_a_request(self):
        with Form(
            self.as_user("secretary", self.Request), "crm_sales_flow.crm_request_view_form_quick"
        ) as form:
            form.contact_name = "Анна"
            form.phone = "8 (495) 765-43-21"
            form.subject = "Нужен насос"
            form.channel = "phone"
        request = form.record.with_env(self.env)
        self.assertEqual(request.create_uid, self.users["secretary"])
        self.assertTrue(request.registered_at)
        self.assertEqual(request.lead_id.phone, request.phone)
        self.assertEqual(request.partner_id.phone_key, "74957654321")
        self.assertTrue(request.source_id)
        self.assertEqual(request.medium_id, self.env.ref("utm.utm_medium_phone"))

    def test_E02_same_caller_in_another_spelling_is_known(self):
        first = self.make_request()
        second = self.make_request(phone="84957654321", subject="Call back")
        self.assertEqual(second.state, "attached")
        self.assertEqual(second.lead_id, first.lead_id)

    def test_E02_batch_of_strangers_is_matched_with_few_queries(self):
        def make(count, start):
            numbers = range(start, start + count)
            return self.Request.create(
                [{"phone": f"+7 495 100-00-{n:02}", "subject": str(n)} for n in numbers]
            )

        make(1, 0)
        self.env.invalidate_all()
        with self.assertQueryCount(200):
            requests = make(10, 10)
        self.assertEqual(len(requests.lead_id), 10)
        same = self.Request.create([{"phone": "+7 812 1000000"}, {"phone": "8 812 1000000"}])
        self.assertEqual(len(same.lead_id), 1)

    def test_F01_F02_F06_sorting_tells_the_head_once(self):
        request = self.make_request()
        lead = request.lead_id
        self.as_user("sorter", request).suggested_team_id = self.team
        self.as_user("sorter", request).action_sort()
        self.assertRecordValues(
            request,
            [
                {
                    "state": "sorted",
                    "team_id": self.team.id,
                    "sorted_by_id": self.users["sorter"].id,
                }
            ],
        )
        self.assertTrue(request.sorted_at)
        self.assertEqual((lead.team_id, lead.awaits_sorting), (self.team, False))
        task = lead.activity_ids
        self.assertEqual(task.user_id, self.users["head"])
        self.assertEqual(task.task_policy_id.code, "assign")

    def test_F02_batch_goes_to_the_given_department(self):
        requests = self.make_request() | self.make_request(phone="+7 812 1112233")
        self.as_user("director", requests).action_sort(self.other_team.id)
        self.assertEqual(requests.lead_id.team_id, self.other_team)
        # a department without a Head: a director is told
        self.assertTrue(
            requests.lead_id.activity_ids.user_id.has_group("crm_sales_flow.group_director")
        )

    def test_A02_sub_unit_is_not_a_department_to_sort_into(self):
        request = self.make_request()
        with self.assertRaises(UserError):
            self.as_user("sorter", request).action_sort(self.sub_unit)
        with self.assertRaises(UserError):
            self.as_user("sorter", request).action_sort()

    def test_F02_two_sorters_at_once_one_is_told(self):
        request = self.make_request()
        self.as_user("sorter", request).action_sort(self.team)
        with self.assertRaisesRegex(UserError, request.name):
            self.as_user("director", request).action_sort(self.other_team)
        other = self.make_request(phone="+7 812 1112233")
        locked = patch.object(
            type(self.Request), "try_lock_for_update", lambda self, **kw: self.browse()
        )
        with locked, self.assertRaises(UserError):
            self.as_user("sorter", other).action_sort(self.team)

    def test_A05_only_the_sorter_and_the_director_sort(self):
        request = self.make_request()
        for login in ("manager", "head", "secretary", "marketer", "accountant", "engineer"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, request).action_sort(self.team)

    def test_F01_drop_puts_the_lead_and_the_new_client_away_and_reopen_brings_them_back(self):
        request = self.make_request()
        lead, partner = request.lead_id, request.partner_id
        self.as_user("sorter", request).action_drop("spam")
        self.assertEqual((request.state, request.drop_reason), ("dropped", "spam"))
        self.assertFalse(lead.active)
        self.assertFalse(partner.active)
        self.as_user("sorter", request).action_reopen()
        self.assertEqual(request.state, "new")
        self.assertTrue(lead.active and partner.active)
        with self.assertRaises(UserError):
            self.as_user("sorter", request).action_drop("no such reason")

    def test_F01_drop_keeps_the_lead_that_other_requests_need(self):
        first, second = self.make_request(), self.make_request(subject="Again")
        self.assertEqual((second.state, second.lead_id), ("attached", first.lead_id))
        self.as_user("sorter", first).action_drop("duplicate")
        self.assertTrue(first.lead_id.active)
        self.assertEqual(self.desk(), second.ids)
        self.as_user("sorter", second).action_sort(self.team)
        self.assertEqual((second.lead_id.team_id, self.desk()), (self.team, []))

    def test_F01_attaching_the_first_elsewhere_leaves_the_second_on_the_desk(self):
        first, second = self.make_request(), self.make_request(subject="Again")
        lead = first.lead_id
        self.as_user("sorter", first).action_attach(self.make_deal())
        self.assertTrue(lead.active and lead.awaits_sorting)
        self.assertEqual(self.desk(), second.ids)
        self.as_user("sorter", second).action_drop("spam")
        self.assertEqual((lead.active, self.desk()), (False, []))

    def desk(self):
        return [row["id"] for row in self.as_user("sorter", self.Request).flow_desk()["requests"]]

    def test_F01_sorter_attaches_to_the_deal_he_knows(self):
        deals = self.make_deal() | self.make_deal(name="Second")
        request = self.make_request(email_from="testov@client.example", phone=False)
        self.assertEqual(request.candidate_lead_ids, deals)
        line = self.as_user("sorter", deals[0]).with_context(request_id=request.id)
        line.action_attach_request()
        self.assertEqual((request.state, request.lead_id), ("attached", deals[0]))
        self.assertEqual(request.sorted_by_id, self.users["sorter"])
        self.assertIn("Pump", deals[0].message_ids[0].body)

    def test_F02_known_client_gets_a_lead_when_sorted(self):
        request = self.make_request(email_from="testov@client.example", phone=False)
        self.assertFalse(request.lead_id)
        self.as_user("sorter", request).action_sort(self.team)
        self.assertEqual(request.lead_id.partner_id, self.client_person)
        self.assertFalse(request.lead_id.awaits_sorting)

    def test_E08_what_came_cannot_be_changed(self):
        request = self.make_request()
        for login in ("sorter", "director"):
            for values in (
                {"subject": "Other"},
                {"body": "<p>Other</p>"},
                {"email_from": "x@y.example"},
                {"channel": "email"},
                {"message_uid": "<x@y>"},
                {"state": "sorted"},
                {"team_id": self.team.id},
                {"lead_id": False},
            ):
                with self.subTest(login, **values), self.assertRaises(UserError):
                    self.as_user(login, request).write(values)
        self.as_user("sorter", request).write({"channel": "phone", "partner_name": "OOO"})
        with self.assertRaises(UserError):
            self.make_request(state="sorted")
        with self.assertRaises(UserError):
            self.make_request(team_id=self.team.id)

    def test_A03_A04_requests_are_seen_by_department(self):
        mine, foreign = self.make_request(), self.make_request(phone="+7 812 1112233")
        self.as_user("sorter", mine).action_sort(self.team)
        self.as_user("sorter", foreign).action_sort(self.other_team)
        waiting = self.make_request(phone="+7 343 1112233")
        everything = mine | foreign | waiting
        domain = [("id", "in", everything.ids)]
        seen = {
            "manager": mine,
            "head": mine,
            "tester": mine,
            "manager_two": foreign,
            "director": everything,
            "sorter": everything,
            "secretary": everything,
            "marketer": everything,
        }
        for login, requests in seen.items():
            with self.subTest(login):
                found = self.as_user(login, self.Request).search(domain)
                self.assertEqual(found.with_env(self.env), requests)
                found.read(["subject", "body", "lead_id", "team_id"])
        mine.lead_id.user_id = self.users["head"]
        self.assertFalse(self.as_user("manager", self.Request).search(domain))
        for login in ("accountant", "engineer", "warehouse", "production"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, self.Request).search(domain)

    def test_A05_lead_that_waits_is_seen_by_the_sorter_only(self):
        lead = self.make_request().lead_id
        domain = [("id", "=", lead.id)]
        for login, seen in {
            "sorter": True,
            "director": True,
            "secretary": True,
            "manager": False,
            "head": False,
            "marketer": False,
        }.items():
            with self.subTest(login):
                found = self.as_user(login, self.env["crm.lead"]).search(domain)
                self.assertEqual(bool(found), seen)
        with self.assertRaises(AccessError):
            self.as_user("sorter", lead).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.as_user("secretary", self.Letter).search([])
