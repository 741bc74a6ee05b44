from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeAssign(IntakeCase):
    def sorted_lead(self, **values):
        request = self.make_request(**values)
        self.as_user("sorter", request).action_sort(self.team)
        return request.lead_id

    def assign(self, login, leads, user):
        """Through the wizard, as the Head does."""
        action = self.as_user(login, leads).action_assign()
        wizard = self.as_user(login, self.env[action["res_model"]]).browse(action["res_id"])
        line = wizard.line_ids.filtered(lambda line: line.user_id == user)
        line.action_assign()
        return wizard

    @freeze_time("2026-11-23 07:17:00")  # Monday, 10:17 in Moscow
    def test_F07_F08_G01_G02_head_assigns_and_the_call_is_due_in_an_hour(self):
        lead = self.sorted_lead()
        self.assign("head", lead, self.users["manager"])
        self.assertEqual(lead.user_id, self.users["manager"])
        self.assertEqual(lead.team_id, self.team)
        call = lead.activity_ids
        self.assertEqual(call.task_policy_id.code, "first_call")
        self.assertEqual(call.user_id, self.users["manager"])
        self.assertEqual(str(call.deadline_at), "2026-11-23 08:17:00")
        self.assertEqual(str(call.date_deadline), "2026-11-23")
        with self.assertRaises(AccessError):
            self.as_user("manager", lead).registered_at = "2026-11-24 07:00:00"

    @freeze_time("2026-11-27 14:50:00")  # Friday, 17:50 in Moscow
    def test_G02_evening_request_is_called_next_working_morning(self):
        lead = self.sorted_lead()
        self.assign("head", lead, self.users["manager"])
        self.assertEqual(str(lead.activity_ids.deadline_at), "2026-11-30 06:50:00")

    def test_F07_list_shows_the_load(self):
        self.make_deal()
        lead = self.sorted_lead()
        wizard = self.assign("head", lead, self.users["tester"])
        load = {line.user_id: line for line in wizard.line_ids}
        self.assertEqual(set(load), {self.users[login] for login in ("manager", "tester", "head")})
        self.assertEqual(load[self.users["manager"]].deal_count, 1)
        self.assertEqual(load[self.users["head"]].task_count, 1)
        # a person of the sub-unit works on the lead of the department
        self.assertEqual(lead.team_id, self.team)

    def test_F07_reassignment_moves_the_call(self):
        lead = self.sorted_lead()
        self.assign("head", lead, self.users["manager"])
        self.assign("head", lead, self.users["tester"])
        self.assertEqual(len(lead.activity_ids), 1)
        self.assertEqual(lead.activity_ids.user_id, self.users["tester"])

    def test_F07_reassignment_moves_the_agreed_step(self):
        """G08: the former person cannot open the lead, the new one plans nothing twice."""
        lead = self.sorted_lead()
        self.assign("head", lead, self.users["manager"])
        lead._register_contact("phone", lead.registered_at, 60)
        step = lead._flow_schedule("agreed_step")
        plain = lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["manager"].id
        )
        of_head = lead._flow_schedule("no_contact", user=self.users["head"])
        of_other = lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["engineer"].id
        )
        self.assign("head", lead, self.users["tester"])
        self.assertEqual((step | plain).user_id, self.users["tester"])
        self.assertEqual(of_head.user_id, self.users["head"])
        self.assertEqual(of_other.user_id, self.users["engineer"])
        self.as_user("head", lead).user_id = False
        self.assertFalse((step | plain).user_id)
        self.assign("head", lead, self.users["manager"])
        self.assertEqual((step | plain).user_id, self.users["manager"])
        day = [("user_id", "=", self.users["manager"].id), ("lead_id", "=", lead.id)]
        self.env.flush_all()
        rows = self.as_user("manager", self.env["crm.my.day"]).search(day)
        self.assertIn(plain, rows.activity_id)

    def test_F07_first_call_of_a_deal_goes_with_it(self):
        lead = self.sorted_lead()
        self.assign("head", lead, self.users["manager"])
        call = lead._flow_open_tasks("first_call")
        lead.convert_opportunity(lead.partner_id)
        self.assertTrue(call.active)
        self.as_user("head", lead).user_id = self.users["tester"]
        self.assertEqual(call.user_id, self.users["tester"])

    def test_F07_W04_what_the_deputy_has_follows_the_deal(self):
        deal = self.make_deal()
        with freeze_time("2026-11-23 07:17:00"):
            self.env["crm.substitution"].create(
                {
                    "user_id": self.users["manager"].id,
                    "deputy_id": self.users["head"].id,
                    "date_from": "2026-11-23",
                    "date_to": "2026-11-27",
                }
            )
            step = deal._flow_schedule("agreed_step")
            self.assertEqual((step.user_id, step.stands_for_id), (self.users["head"], deal.user_id))
            self.as_user("head", deal).user_id = self.users["tester"]
            self.assertEqual(step.user_id, self.users["tester"])
            self.assertFalse(step.stands_for_id)

    @freeze_time("2026-11-23 07:17:00")  # Monday, 10:17 in Moscow
    def test_F06_another_department_hears_of_its_lead(self):
        lead = self.sorted_lead()
        mine = lead._flow_open_tasks("assign")
        self.assertEqual(mine.user_id, self.users["head"])
        heir = self.users["director"]
        self.other_team.user_id = heir
        with freeze_time("2026-11-23 08:17:00"):
            self.as_user("head", lead).team_id = self.other_team
        self.assertFalse(mine.active)
        task = lead._flow_open_tasks("assign")
        self.assertEqual(task.user_id, heir)
        self.assertEqual(str(lead.assign_due_at), "2026-11-23 08:47:00")
        self.assertEqual(task.deadline_at, lead.assign_due_at)

    def test_F06_the_form_gives_it_away(self):
        """The form reads what it has saved, and the Head of the former department may not."""
        lead, deal = self.sorted_lead(), self.make_deal()
        spec = {
            "name": {},
            "team_id": {"fields": {"display_name": {}}},
            "request_ids": {"fields": {"name": {}}},
        }
        for record in (lead, deal):
            mine = self.as_user("head", record)
            (row,) = mine.web_save({"team_id": self.other_team.id}, spec)
            self.assertEqual(record.team_id, self.other_team)
            self.assertFalse(mine.has_access("read"))
            team = {"id": self.other_team.id, "display_name": self.other_team.display_name}
            self.assertEqual((row["name"], row["team_id"]), (record.name, team))
        (row,) = self.as_user("director", lead).web_save({"team_id": self.team.id}, spec)
        self.assertEqual(row["team_id"]["id"], self.team.id)
        with self.assertRaises(AccessError):
            self.as_user("manager", lead).web_save({"team_id": self.other_team.id}, spec)

    @freeze_time("2026-11-23 07:17:00")
    def test_F06_within_a_department_the_clock_goes_on(self):
        lead = self.sorted_lead()
        task = lead._flow_open_tasks("assign")
        with freeze_time("2026-11-23 07:27:00"):
            self.as_user("head", lead).team_id = self.sub_unit
        self.assertEqual(lead._flow_open_tasks("assign"), task)
        self.assertEqual(str(lead.assign_due_at), "2026-11-23 07:47:00")

    def test_F07_batch_of_leads(self):
        leads = self.sorted_lead() | self.sorted_lead(phone="+7 812 1112233")
        self.assign("head", leads, self.users["manager"])
        self.assertEqual(leads.user_id, self.users["manager"])
        self.assertEqual(len(leads.activity_ids), 2)

    def test_A03_F07_manager_takes_the_free_and_gives_to_nobody(self):
        lead = self.sorted_lead()
        mine = self.as_user("manager", lead)
        with self.assertRaises(AccessError):
            mine.user_id = self.users["tester"]
        mine.user_id = self.users["manager"]
        self.assertEqual(lead.activity_ids.task_policy_id.code, "first_call")
        for user in (self.users["tester"], self.env["res.users"]):
            with self.assertRaises(AccessError):
                mine.user_id = user

    def test_A04_head_of_another_department_does_not_assign(self):
        lead = self.sorted_lead()
        self.other_team.user_id = self.users["manager_two"]
        with self.assertRaises(AccessError):
            self.as_user("manager_two", lead).write({"user_id": self.users["manager_two"].id})

    def test_F07_leads_outside_the_process_are_assigned_as_in_odoo(self):
        team = self.env["crm.team"].create({"name": "Plain"})
        team.member_ids = self.users["manager"] | self.users["tester"]
        lead = self.env["crm.lead"].create(
            {"name": "x", "team_id": team.id, "user_id": self.users["manager"].id}
        )
        self.as_user("manager", lead).user_id = self.users["tester"]
        self.assertFalse(lead.activity_ids)

    def convert(self, login, lead):
        wizard = (
            self.as_user(login, self.env["crm.lead2opportunity.partner"])
            .with_context(active_model="crm.lead", active_id=lead.id, active_ids=lead.ids)
            .create({"name": "convert"})
        )
        return wizard.action_apply()

    def test_H04_conversion_waits_for_department_and_person(self):
        request = self.make_request(body="<p>Камера <b>100</b> литров</p>")
        lead = request.lead_id
        with self.assertRaisesRegex(UserError, "sorting"):
            self.convert("director", lead)
        self.as_user("sorter", request).action_sort(self.team)
        with self.assertRaisesRegex(UserError, "responsible"):
            self.convert("head", lead)
        with self.assertRaisesRegex(UserError, "responsible"):
            lead.with_user(self.users["head"]).write({"type": "opportunity"})
        self.assign("head", lead, self.users["manager"])
        action = self.convert("manager", lead)
        self.assertEqual(action["view_id"], self.env.ref("crm_sales_flow.crm_deal_view_form").id)
        self.assertEqual((lead.type, lead.team_id), ("opportunity", self.team))
        self.assertEqual(lead.user_id, self.users["manager"])
        self.assertIn("Камера 100 литров", lead.need_ids[:1].text.replace("*", ""))

    def test_E08_merged_lead_keeps_the_requests_of_both(self):
        first = self.sorted_lead()
        second = self.sorted_lead(phone="+7 812 1112233")
        requests = first.request_ids | second.request_ids
        self.assign("head", first | second, self.users["manager"])
        result = self.as_user("director", first | second).merge_opportunity()
        self.assertEqual(result.request_ids.with_env(self.env), requests)

    def test_E03_lead_card_shows_what_the_client_gave(self):
        lead = self.sorted_lead(partner_name="ООО Завод", email_from="a@b.example")
        self.assign("head", lead, self.users["manager"])
        with Form(self.as_user("manager", lead), "crm_sales_flow.crm_deal_view_form") as form:
            for name in ("contact_name", "partner_name", "phone", "email_from"):
                self.assertTrue(form[name], name)
