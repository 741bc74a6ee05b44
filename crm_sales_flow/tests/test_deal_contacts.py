from datetime import datetime

from freezegun import freeze_time
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

    def test_X03_three_merged_deals_name_a_person_once_in_a_role(self):
        deals = self.make_deal(name="Second") | self.make_deal(name="Third")
        for deal in deals:
            self.env["crm.deal.contact"].create(
                {
                    "lead_id": deal.id,
                    "partner_id": self.client_person.id,
                    "role_id": self.role.id,
                }
            )
        self.deal.stage_id = self.stages["selection"]
        merged = self.as_user("head", self.deal | deals).merge_opportunity()
        self.assertEqual(merged, self.deal)
        self.env.flush_all()
        self.assertEqual(len(merged.deal_contact_ids), 1)

    def test_X03_two_cards_of_one_person_are_merged_with_their_roles(self):
        cards = self.env["res.partner"].create([{"name": "Pyotr"}, {"name": "Pyotr P."}])
        user = self.env.ref("crm_sales_flow.contact_role_user")
        rows = [(cards[0], self.role), (cards[1], self.role), (cards[1], user)]
        self.env["crm.deal.contact"].create(
            [
                {"lead_id": self.deal.id, "partner_id": card.id, "role_id": role.id}
                for card, role in rows
            ]
        )
        self.as_user("head", cards[0])._flow_merge_client(cards[1])
        people = self.deal.sudo().deal_contact_ids
        self.assertEqual(people.partner_id, cards[0])
        self.assertEqual(people.role_id, self.role | user)
        self.assertEqual(len(people), 2)

    def test_E07_the_contact_of_merged_deals_is_one_of_their_client(self):
        """A person and a site of another company do not come with the other deal."""
        other = self.env["res.partner"].create({"name": "OOO Other", "is_company": True})
        person = self.env["res.partner"].create({"name": "Olga", "parent_id": other.id})
        plant = self.env["res.partner"].create({"name": "Plant", "parent_id": other.id})
        foreign = self.make_deal(
            name="Other", partner_id=other.id, contact_id=person.id, site_id=plant.id
        )
        own_site = self.env["res.partner"].create(
            {"name": "Works", "parent_id": self.client_company.id}
        )
        third = self.make_deal(name="Third", site_id=own_site.id)
        kept = self.make_deal(name="Kept", contact_id=False)
        deals = kept | foreign | third
        data = deals._merge_data(deals._merge_get_fields())
        self.assertEqual(data["partner_id"], self.client_company.id)
        self.assertEqual(
            (data["contact_id"], data["site_id"]), (self.client_person.id, own_site.id)
        )
        data = (kept | foreign)._merge_data(deals._merge_get_fields())
        self.assertFalse({"contact_id", "site_id"} & data.keys())

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

    def test_Y01_a_call_is_a_contact_by_the_word_of_the_manager(self):
        """He may say that it was yesterday: the clock of the first contact stops now."""
        kind = self.env.ref("mail.mail_activity_data_call")
        now, yesterday = datetime(2026, 3, 3, 9), datetime(2026, 3, 2, 9)
        self.deal.sudo().answer_awaited_since = yesterday
        with freeze_time(now):
            self.event(kind, kind.outcome_ids[:1], took_place_at=yesterday).action_log()
        known = (self.deal.first_contact_kind, self.deal.first_contact_at)
        self.assertEqual(known, ("by_hand", now))
        self.assertFalse(self.deal.answer_awaited_since)

    def test_Y01_what_has_not_taken_place_is_not_logged(self):
        kind = self.env.ref("mail.mail_activity_data_call")
        later = datetime(2026, 3, 2, 10)
        with freeze_time(datetime(2026, 3, 2, 9)):
            event = self.event(kind, kind.outcome_ids[:1], took_place_at=later)
            with self.assertRaises(ValidationError):
                event.action_log()
        self.assertFalse(self.deal.first_contact_at)

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
