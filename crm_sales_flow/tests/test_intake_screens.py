from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.tests import Form, tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeScreens(IntakeCase):
    """What the desk, the short form and the list of leads tell the one who looks."""

    def register(self, login="secretary", following=False, **values):
        view = "crm_sales_flow.crm_request_view_form_quick"
        with Form(self.as_user(login, self.Request), view) as form:
            form.contact_name = "Anna"
            form.phone = values.get("phone", "+7 495 765-43-21")
            form.subject = "Pump"
        request = form.record.with_context(register_next=following)
        return request, request.action_registered()["params"]

    def test_E04_number_is_told_after_registration(self):
        request, told = self.register()
        self.assertEqual(told["message"], f"{request.name}: waits for sorting")
        self.assertEqual(told["next"]["type"], "ir.actions.act_window_close")

    def test_E04_deal_and_manager_of_a_known_client_are_told(self):
        self.client_person.phone = "+7 495 765-43-21"
        self.make_deal(partner_id=self.client_person.id)
        request, told = self.register()
        self.assertEqual(request.state, "attached")
        name = self.users["manager"].name
        self.assertEqual(
            told["message"], f"{request.name}: added to «Vacuum chamber», manager {name}"
        )

    def test_E04_the_next_one_is_registered_in_the_same_form(self):
        _request, told = self.register(following=True)
        self.assertEqual(told["next"]["res_model"], "crm.request")
        self.assertEqual(told["next"]["target"], "new")

    @freeze_time("2026-11-23 07:17:00")
    def test_C01_of_requests_of_one_moment_the_last_stands_first(self):
        requests = self.Request.union(*(self.make_request() for _number in range(4)))
        for view in ("list", "kanban"):
            arch = self.as_user("secretary", self.Request).get_view(view_type=view)["arch"]
            order = etree.fromstring(arch).get("default_order")
            found = self.Request.search([("id", "in", requests.ids)], order=order)
            self.assertEqual(found.ids, sorted(requests.ids, reverse=True))

    def test_F01_colour_of_the_card_says_how_long_the_client_waits(self):
        request = self.make_request()
        for hours, color in ((0.5, 0), (2, 3), (5, 1)):
            with self.subTest(hours=hours):
                past = fields.Datetime.now() - timedelta(hours=hours)
                request.sudo().registered_at = past
                self.assertEqual(request.waiting_color, color)
        request.sudo().state = "dropped"
        self.assertEqual(request.waiting_color, 0)

    @freeze_time("2026-11-23 07:17:00")  # Monday, 10:17 in Moscow
    def test_G01_list_of_leads_shows_by_when_the_client_is_called(self):
        request = self.make_request()
        self.as_user("sorter", request).action_sort(self.team)
        lead = self.as_user("head", request.lead_id)
        assign = lead.activity_ids.filtered("deadline_at")
        self.assertEqual(lead.contact_due_at, assign.deadline_at)
        lead.user_id = self.users["manager"]
        self.env.invalidate_all()
        self.assertEqual(str(lead.contact_due_at), "2026-11-23 08:17:00")
        self.assertFalse(lead.is_contact_late)
        self.env.invalidate_all()
        with freeze_time("2026-11-23 08:18:00"):
            self.assertTrue(lead.is_contact_late)
        lead._register_contact("phone", fields.Datetime.now())
        self.env.invalidate_all()
        self.assertFalse(lead.contact_due_at)

    def test_G01_list_of_leads_costs_as_much_for_ten_as_for_one(self):
        leads = self.env["crm.lead"].union(
            *(self.make_deal(type="lead", name=str(number)) for number in range(10))
        )
        leads._flow_schedule("first_call")
        self.env.invalidate_all()
        leads[:1].mapped("contact_due_at")
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            leads.mapped("contact_due_at")
        self.assertTrue(all(leads.mapped("contact_due_at")))
