from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeReturn(IntakeCase):
    def sorted_lead(self, **values):
        request = self.make_request(**values)
        self.as_user("sorter", request).action_sort(self.team.id)
        self.env.flush_all()
        return request.lead_id

    def give_back(self, login, lead, reason="They ask for a chamber"):
        lead = self.as_user(login, lead)
        action = lead.action_return()
        Wizard = self.as_user(login, self.env[action["res_model"]])
        wizard = Wizard.with_context(**action["context"]).create({"reason": reason})
        return wizard.action_return()

    def test_F05_lead_goes_back_to_the_desk_with_the_reason(self):
        lead = self.sorted_lead(subject="Вакуумный насос")
        request = lead.request_ids
        self.assertTrue(self.as_user("head", lead).may_return)
        self.give_back("head", lead)
        self.assertEqual((request.state, request.team_id.ids), ("new", []))
        self.assertTrue(lead.awaits_sorting)
        self.assertFalse(lead.team_id or lead.user_id or lead.activity_ids)
        self.env.flush_all()
        seen = self.as_user("head", self.env["crm.lead"]).search([("id", "=", lead.id)])
        self.assertFalse(seen)
        desk = self.as_user("sorter", self.Request).flow_desk()
        row = next(row for row in desk["requests"] if row["id"] == request.id)
        self.assertFalse(row["team_id"])  # the rule that was wrong is not proposed again
        self.assertEqual(row["mark"], "Returned")
        self.assertIn("They ask for a chamber", row["reason"])
        self.assertIn("They ask for a chamber", request.message_ids[0].body)
        self.assertIn("They ask for a chamber", lead.message_ids[0].body)

    def test_F05_a_slip_that_is_undone_is_not_where_it_went(self):
        lead = self.sorted_lead()
        self.give_back("head", lead)
        request = self.as_user("sorter", lead.request_ids)
        third = self.other_team.copy({"name": "Third", "parent_id": False})
        request.action_sort(self.other_team.id)
        request.action_undo()
        self.assertFalse(request.sudo().misroute_ids.to_team_id)
        request.action_sort(third.id)
        self.assertEqual(request.sudo().misroute_ids.to_team_id, third)

    def test_F03_F05_the_sorter_does_not_write_when_it_came_back(self):
        request = self.make_request()
        for name, value in {"returned_at": "2100-01-01", "rule_id": 1}.items():
            with self.subTest(name), self.assertRaises(UserError):
                self.as_user("sorter", request).write({name: value})

    def test_F05_the_return_is_counted_with_from_and_to(self):
        lead = self.sorted_lead()
        self.give_back("head", lead)
        row = lead.request_ids.misroute_ids
        self.assertRecordValues(
            row,
            [
                {
                    "from_team_id": self.team.id,
                    "to_team_id": False,
                    "user_id": self.users["head"].id,
                    "sorter_id": self.users["sorter"].id,
                }
            ],
        )
        self.as_user("sorter", lead.request_ids).action_sort(self.other_team.id)
        self.assertEqual(row.to_team_id, self.other_team)
        self.assertEqual((lead.team_id, lead.awaits_sorting), (self.other_team, False))
        self.env.flush_all()
        Misroute = self.env["crm.request.misroute"]
        for login, count in {"head": 1, "director": 1, "sorter": 1}.items():
            with self.subTest(login):
                found = self.as_user(login, Misroute).search_count([("id", "=", row.id)])
                self.assertEqual(found, count)
        for login in ("manager", "manager_two", "secretary"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, Misroute).search_count([])
        for login in ("head", "director"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, row).reason = "x"

    def test_F05_sorter_is_told(self):
        self.users["sorter"].write({"flow_mail_reminders": True, "email": "s@company.example"})
        lead = self.sorted_lead()
        before = self.env["mail.mail"].search([])
        self.give_back("head", lead)
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.users["sorter"].partner_id)
        self.assertIn("They ask for a chamber", mail.body_html)

    def test_F05_assigned_lead_loses_its_person_and_the_call(self):
        lead = self.sorted_lead()
        self.as_user("head", lead).user_id = self.users["manager"]
        self.give_back("director", lead)
        self.assertFalse(lead.user_id or lead.activity_ids)

    def test_F05_only_the_head_of_the_department_and_the_director(self):
        lead = self.sorted_lead()
        self.other_team.user_id = self.users["manager_two"]
        for login in ("manager", "manager_two", "tester", "sorter", "secretary", "marketer"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(login, lead)._return_to_desk("x")
        self.assertFalse(self.as_user("manager", lead).may_return)
        self.assertEqual(lead.team_id, self.team)
        self.give_back("director", lead)
        self.assertTrue(lead.awaits_sorting)

    def test_F05_not_twice_and_not_once_it_is_a_deal(self):
        lead = self.sorted_lead()
        self.as_user("head", lead).user_id = self.users["manager"]
        lead.convert_opportunity(self.client_person)
        self.assertEqual(lead.type, "opportunity")
        self.assertFalse(self.as_user("head", lead).may_return)
        with self.assertRaises(AccessError):
            self.as_user("head", lead)._return_to_desk("x")
        other = self.sorted_lead(phone="+7 812 1112233")
        self.give_back("director", other)
        with self.assertRaises(AccessError):
            self.as_user("director", other)._return_to_desk("x")

    def test_F05_reason_is_required(self):
        lead = self.sorted_lead()
        Wizard = self.as_user("head", self.env["crm.lead.return"])
        self.assertTrue(Wizard._fields["reason"].required)
        plain = self.make_deal(type="lead")
        with self.assertRaises(UserError):
            self.as_user("head", plain)._return_to_desk("x")
        self.assertEqual(lead.team_id, self.team)

    def test_F03_returned_request_has_the_time_of_a_new_one(self):
        slot = self.env.ref("crm_sales_flow.sorting_slot_morning")
        slot.checked_until = "2026-11-23 00:00:00"
        self.Request.search([("state", "=", "new")]).sudo().state = "dropped"
        with freeze_time("2026-11-23 06:00:00"):
            lead = self.sorted_lead()
        with freeze_time("2026-11-23 07:30:00"):  # 10:30 in Moscow
            self.give_back("head", lead)
        with freeze_time("2026-11-23 08:30:00"):
            self.env["crm.sorting.slot"]._cron_check()
        self.assertFalse(lead.request_ids.breach_ids)

    @freeze_time("2026-11-23 07:17:00")  # Monday, 10:17 in Moscow
    def test_F09_unassigned_leads_stand_first_and_are_counted_when_late(self):
        Lead = self.as_user("head", self.env["crm.lead"])
        first, second = self.sorted_lead(), self.sorted_lead(phone="+7 812 1112233")
        taken = self.sorted_lead(phone="+7 343 1112233")
        self.as_user("head", taken).user_id = self.users["manager"]
        self.assertEqual(str(first.assign_due_at), "2026-11-23 07:47:00")
        self.assertFalse(taken.assign_due_at)
        second.sudo().assign_due_at = first.assign_due_at - timedelta(minutes=5)
        view = self.env.ref("crm_sales_flow.crm_lead_view_list").arch
        order = "assign_due_at, registered_at desc, id desc"
        self.assertIn(f'default_order="{order}"', view)
        everything = [("id", "in", (first | second | taken).ids)]
        self.assertEqual(Lead.search(everything, order=order).ids, (second | first | taken).ids)
        late = [*everything, ("user_id", "=", False), ("assign_due_at", "<", "now")]
        self.assertEqual(Lead.search_count(late), 0)
        with freeze_time("2026-11-23 07:48:00"):
            self.env.invalidate_all()
            self.assertEqual(Lead.search_count(late), 2)
            self.assertTrue(self.as_user("head", first).is_contact_late)
        self.env["crm.task.policy"]._get("assign").delay_minutes = 120
        third = self.sorted_lead(phone="+7 383 1112233")
        self.assertEqual(third.assign_due_at - fields.Datetime.now(), timedelta(hours=2))
