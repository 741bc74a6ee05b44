from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeTyped(IntakeCase):
    """What a person types about a client is not what the client wrote."""

    def test_E04_context_decides_nothing(self):
        deal = self.make_deal()
        Request = self.Request.with_context(
            default_state="sorted",
            default_lead_id=deal.id,
            default_team_id=self.team.id,
            default_sorted_at="2020-01-01",
            default_registered_at="2020-01-01",
            default_channel="email",
            default_partner_name="OOO",
        )
        for login in ("secretary", "manager_two", "marketer"):
            values = {"contact_name": "x", "phone": f"+7999000112{len(login)}"}
            request = self.as_user(login, Request).create(values).with_env(self.env)
            self.assertEqual((request.state, request.channel), ("new", "phone"))
            self.assertFalse(request.team_id)
            self.assertGreater(request.registered_at.year, 2020)
            self.assertNotEqual(request.lead_id, deal)
            self.assertEqual(request.partner_name, "OOO")

    def test_C06_nobody_types_a_letter_of_a_client(self):
        forged = {"email_from": "testov@client.example", "subject": "Agreed"}
        for values in ({"channel": "email"}, {"channel": "site"}, {"message_uid": "<1@x>"}):
            for login in ("manager_two", "secretary", "sorter"):
                with self.assertRaises(UserError):
                    self.make_request(login, **forged, **values)

    def test_C06_request_of_a_person_does_not_speak_in_the_name_of_the_client(self):
        deal = self.make_deal()
        request = self.Request.create({"channel": "email", "email_from": "testov@client.example"})
        self.assertEqual(request.lead_id, deal)
        message = deal.message_ids[0]
        self.assertEqual(message.message_type, "notification")
        self.assertNotEqual(message.author_id, self.client_person)

    def test_A03_author_does_not_learn_of_a_foreign_deal(self):
        deal = self.make_deal()
        foreign = self.make_request("manager_two", phone=False, email_from="testov@client.example")
        self.assertEqual(foreign.state, "new")
        self.assertFalse(foreign.lead_id)
        own = self.make_request("manager", phone=False, email_from="testov@client.example")
        self.assertEqual(own.lead_id, deal)
        heard = self.make_request("secretary", phone=False, email_from="testov@client.example")
        self.assertEqual(heard.lead_id, deal)

    def test_F08_time_of_registration_is_not_typed(self):
        for values in ({"registered_at": "2020-01-01"}, {"first_contact_at": "2020-01-01"}):
            with self.assertRaises(AccessError):
                self.as_user("manager", self.env["crm.lead"]).create({"name": "x", **values})
        lead = self.env["crm.lead"].create({"name": "x", "type": "lead", "team_id": self.team.id})
        lead.user_id = self.users["manager"]
        own = self.as_user("manager", lead)
        for values in (
            {"registered_at": "2020-01-01"},
            {"first_contact_at": "2020-01-01"},
            {"first_contact_kind": "phone"},
            {"awaits_sorting": True},
        ):
            with self.assertRaises(AccessError):
                own.write(values)
        with self.assertRaises(UserError):
            self.make_request(registered_at="2020-01-01")

    def test_F02_of_a_request_in_work_nothing_is_claimed(self):
        """The one who has it has not finished: its state of before says nothing."""
        request = self.make_request()
        locked = patch.object(
            type(self.Request), "try_lock_for_update", lambda records, **kwargs: records.browse()
        )
        with locked, self.assertRaises(UserError) as caught:
            self.as_user("sorter", request).action_sort(self.team)
        self.assertIn("being sorted by somebody just now", str(caught.exception))
