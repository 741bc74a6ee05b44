"""V03: a person corrects his profile at Mailchimp; the card gets it, unless it was changed too."""

from mailchimp_case import MailchimpCase

from odoo.exceptions import ValidationError
from odoo.tests import tagged

NAME = "Петрова Анна Юрьевна"


@tagged("standard", "post_install", "-at_install")
class TestMailchimpProfile(MailchimpCase):
    def setUp(self):
        super().setUp()
        self.env["mailchimp.mapping"].create(
            {
                "audience_id": self.audience.id,
                "tag": "PHONE",
                "value_type": "phone",
                "partner_path": "phone",
                "lead_path": "phone",
                "is_taken_back": True,
            }
        )

    def anna(self, **values):
        partner = self.person("anna", name=NAME, phone="+7 916 111-22-33", **values)
        self.sync()
        return partner

    def corrects(self, email="anna", **fields):
        """The person, by the link in a letter."""
        member = self.there(email)
        self.remote.touch(member, merge_fields={**member["merge_fields"], **fields})
        self.audience.pulled_at = False
        return self.sync()

    def told(self, record):
        return " ".join(record.message_ids.mapped("body"))

    def test_V03_what_the_person_corrects_is_on_the_card(self):
        anna = self.anna()
        self.corrects(LNAME="Сидорова", PHONE="8 (916) 111-22-44")
        self.assertEqual(anna.name, "Сидорова Анна Юрьевна", "In the order in which it was.")
        self.assertEqual(anna.phone, "8 (916) 111-22-44")
        self.assertIn("Сидорова", self.told(anna))
        again = self.corrects()
        self.assertEqual(again.sent, 0, "What came from there is not news.")
        self.assertEqual(self.told(anna).count("Сидорова"), 1)

    def test_V03_it_works_for_people_who_were_sent_before_it_was_switched_on(self):
        line = self.audience.mapping_ids.filtered("is_taken_back")
        line.is_taken_back = False
        anna = self.anna()
        line.is_taken_back = True
        self.corrects(PHONE="8 (916) 111-22-44")
        self.assertEqual(anna.phone, "8 (916) 111-22-44")

    def test_V03_a_lead_gets_it_too(self):
        lead = self.make_deal(
            type="lead", partner_id=False, contact_id=False, contact_name="Anna Petrova",
            email_from="lead@mc.example",
        )  # fmt: skip
        self.agree("lead@mc.example")
        self.sync()
        self.corrects("lead", FNAME="Inna")
        self.assertEqual(lead.contact_name, "Inna Petrova")

    def test_V03_changed_in_both_places_the_card_wins_and_says_so(self):
        anna = self.anna()
        anna.phone = "+7 916 111-22-55"
        self.corrects(PHONE="+7 916 111-22-44", LNAME="Сидорова")
        self.assertEqual(anna.phone, "+7 916 111-22-55")
        self.assertEqual(anna.name, "Сидорова Анна Юрьевна", "That was changed there only.")
        self.assertIn("+7 916 111-22-44", self.told(anna))
        self.assertEqual(self.there("anna")["merge_fields"]["PHONE"], "+7 916 111-22-55")

    def test_V03_nothing_is_cleared_and_spelling_is_no_change(self):
        anna = self.anna()
        before = len(anna.message_ids)
        self.corrects(FNAME="", PHONE="8-916-111-22-33")
        self.assertEqual((anna.name, anna.phone), (NAME, "+7 916 111-22-33"))
        self.assertEqual(len(anna.message_ids), before)

    def test_V03_what_a_stranger_writes_stays_text(self):
        anna = self.anna()
        self.corrects(LNAME="<b onclick=x()>\u202e=1+1\n" + "x" * 300, PHONE="no number")
        self.assertNotIn("\n", anna.name)
        self.assertNotIn("\u202e", anna.name)
        self.assertLess(len(anna.name), 130)
        self.assertNotIn("<b onclick", self.told(anna))
        self.assertEqual(anna.phone, "+7 916 111-22-33")

    def test_V03_with_the_address_the_name_comes_too(self):
        anna = self.anna()
        self.remote.change_address("anna@mc.example", "new@mc.example")
        self.corrects("new", LNAME="Сидорова")
        self.assertEqual((anna.email, anna.name), ("new@mc.example", "Сидорова Анна Юрьевна"))

    def test_V03_only_what_the_person_knows_better_is_taken(self):
        line = self.audience.mapping_ids.filtered(lambda line: line.tag == "STAGE")
        with self.assertRaises(ValidationError):
            line.is_taken_back = True
        anna = self.anna(function="Technologist")
        self.audience.mapping_ids.is_taken_back = False
        self.corrects(LNAME="Сидорова")
        self.assertEqual(anna.name, NAME)
