from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealContacts(SalesFlowCase):
    """X03: roles of contacts; Y01: typical events, each with its script and results."""

    def setUp(self):
        super().setUp()
        self.deal = self.as_user("manager", self.make_deal())
        self.role = self.env.ref("crm_sales_flow.contact_role_decision")

    def add(self, login="manager", role=None):
        return self.as_user(login, self.env["crm.deal.contact"]).create(
            {
                "lead_id": self.deal.id,
                "partner_id": self.client_person.id,
                "role_id": (role or self.role).id,
            }
        )

    def test_X03_contact_is_added_with_a_role(self):
        row = self.add()
        self.assertEqual(self.deal.deal_contact_ids, row)
        self.assertEqual(row.email, self.client_person.email)

    @mute_logger("odoo.sql_db")
    def test_X03_nobody_has_a_role_twice(self):
        self.add()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.add()

    def test_X03_there_are_seven_roles_at_most(self):
        roles = self.as_user("director", self.env["crm.contact.role"])
        missing = 7 - roles.search_count([])
        roles.create([{"name": f"Role {number}"} for number in range(missing)])
        with self.assertRaises(ValidationError):
            roles.create({"name": "One more"})

    def test_X03_only_a_director_changes_the_roles(self):
        with self.assertRaises(AccessError):
            self.as_user("head", self.role).name = "x"
        self.as_user("director", self.role).name = "Decides"

    def test_X03_contacts_follow_the_access_to_the_deal(self):
        row = self.add()
        with self.assertRaises(AccessError):
            self.as_user("manager_two", row).read(["role_id"])
        with self.assertRaises(AccessError):
            self.add("manager_two", self.env.ref("crm_sales_flow.contact_role_user"))

    def test_X03_merged_deals_keep_the_contacts_of_both(self):
        other = self.make_deal(name="Second")
        self.add()
        self.env["crm.deal.contact"].create(
            [
                {"lead_id": other.id, "partner_id": self.client_person.id, "role_id": role.id}
                for role in (self.role, self.env.ref("crm_sales_flow.contact_role_user"))
            ]
        )
        merged = (self.deal.sudo() | other).merge_opportunity()
        self.assertEqual(len(merged.deal_contact_ids), 2)

    def event(self, kind, result, **values):
        return (
            self.as_user("manager", self.env["crm.deal.event"])
            .with_context(active_id=self.deal.id)
            .create({"activity_type_id": kind.id, "outcome_id": result.id, **values})
        )

    def test_Y01_event_is_logged_with_its_result(self):
        kind = self.env.ref("crm_sales_flow.activity_type_claim")
        result = self.env.ref("crm_sales_flow.outcome_claim_service")
        event = self.event(kind, result, note="The pump leaks")
        self.assertIn("serial number", event.script)
        event.action_log()
        logged = self.deal.with_context(active_test=False).activity_ids.filtered("outcome_id")
        self.assertEqual((logged.activity_type_id, logged.outcome_id), (kind, result))
        self.assertFalse(logged.active)
        self.assertEqual(logged.user_id, self.users["manager"])
        text = str(self.deal.message_ids[:1].body)
        self.assertIn("The pump leaks", text)
        self.assertIn(result.name, text)
        self.assertNotIn("Listen to the end", text)

    def test_Y01_a_call_is_a_contact(self):
        kind = self.env.ref("mail.mail_activity_data_call")
        self.event(kind, kind.outcome_ids[:1]).action_log()
        self.assertEqual(self.deal.first_contact_kind, "phone")

    def test_Y01_a_call_without_an_answer_is_none(self):
        kind = self.env.ref("mail.mail_activity_data_call")
        self.event(kind, self.env.ref("crm_sales_flow.outcome_call_silent")).action_log()
        self.assertFalse(self.deal.first_contact_at)

    def test_Y01_every_event_has_a_script_and_only_on_deals(self):
        """Odoo's call and meeting belong to every kind of record: their tasks stay as they are."""
        events = self.env["mail.activity.type"].search([("is_client_event", "=", True)])
        for kind in events:
            with self.subTest(kind=kind.name):
                self.assertIn("<li>", self.event(kind, kind.outcome_ids[:1]).script or "")
        planned = self.client_company.activity_schedule("mail.mail_activity_data_call")
        self.assertFalse(planned.note)

    def test_Y01_result_of_another_event_is_refused(self):
        kind = self.env.ref("mail.mail_activity_data_meeting")
        event = self.event(kind, self.env.ref("crm_sales_flow.outcome_claim_service"))
        with self.assertRaises(ValidationError):
            event.action_log()

    def test_Y01_kinds_and_results_are_seven_at_most(self):
        kinds = self.env["mail.activity.type"]
        events = kinds.search([("is_client_event", "=", True)])
        self.assertGreaterEqual(len(events), 4)
        self.assertTrue(all(event.outcome_ids for event in events))
        with self.assertRaises(ValidationError):
            kinds.create([{"name": f"Event {n}", "is_client_event": True} for n in range(7)])
        with self.assertRaises(ValidationError):
            self.env["crm.task.outcome"].create(
                [{"name": f"Result {n}", "activity_type_id": events[0].id} for n in range(7)]
            )
