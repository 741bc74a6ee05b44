"""V03, V04: the last word of a person counts, wherever and whenever it was said."""

from datetime import timedelta

from mailchimp_case import MailchimpCase

from odoo import fields
from odoo.tests import tagged

ANNA = "anna@mc.example"


@tagged("standard", "post_install", "-at_install")
class TestMailchimpWords(MailchimpCase):
    def days_ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)

    def bounce(self, email, days):
        said = {email: (self.days_ago(days), "Letters come back")}
        self.env["mailchimp.consent"]._stop("bounced", said)

    def test_V03_a_corrected_address_does_not_inherit_that_letters_came_back(self):
        anna = self.person("anna")
        self.sync()
        self.remote.clean(ANNA)
        self.sync()
        self.assertTrue(self.is_stopped(ANNA))
        anna.email = "right@mc.example"
        self.assertFalse(self.is_stopped("right@mc.example"))
        self.assertFalse(self.blacklisted("right@mc.example"))
        self.sync()
        self.assertEqual(self.there("right")["status"], "subscribed")
        self.assertTrue(self.is_stopped(ANNA))

    def test_V03_a_no_before_the_bounce_goes_with_the_corrected_address(self):
        anna = self.person("anna", consent=False)
        self.env["mailchimp.consent"]._stop("withdrawn", {ANNA: (self.days_ago(9), "Call")})
        self.env["mail.blacklist"].search([("email", "=", ANNA)]).unlink()
        self.bounce(ANNA, 5)
        anna.email = "right@mc.example"
        words = self.env["mailchimp.consent"]._last_words(["right@mc.example"])
        self.assertEqual(words["right@mc.example"][0], "withdrawn")

    def test_V03_a_consent_carried_over_does_not_lift_the_no_of_the_new_address(self):
        anna = self.person("anna")
        other = "other@mc.example"
        self.env["mailchimp.consent"]._stop("withdrawn", {other: (self.days_ago(90), "Call")})
        listed = "listed@mc.example"
        self.env["mail.blacklist"].create({"email": listed})
        self.env.cr.execute(
            "UPDATE mail_blacklist SET write_date = %s WHERE email = %s",
            [self.days_ago(90), listed],
        )
        self.env.invalidate_all()
        for address in (other, listed):
            anna.email = address
            self.assertTrue(self.is_stopped(address))
            self.assertTrue(self.blacklisted(address))

    def test_V03_the_second_no_outweighs_a_consent_that_is_recorded_late(self):
        anna = self.person("anna", consent=False)
        self.bounce(ANNA, 90)
        self.as_user("manager", anna).action_mailing_stop()
        self.agree(ANNA, days=60)
        self.assertTrue(self.is_stopped(ANNA))
        self.assertTrue(self.blacklisted(ANNA))

    def test_V03_who_was_stopped_here_and_unsubscribes_there_said_no_twice(self):
        self.person("anna")
        self.sync()
        self.bounce(ANNA, 90)
        self.remote.unsubscribe(ANNA)
        self.sync()
        self.agree(ANNA, days=60)
        self.assertTrue(self.is_stopped(ANNA))
        before = self.env["mailchimp.consent"].search_count([("email", "=", ANNA)])
        self.remote.touch(self.there("anna"))
        self.sync()
        after = self.env["mailchimp.consent"].search_count([("email", "=", ANNA)])
        self.assertEqual(before, after, "What changes in the profile is no word.")

    def test_V03_who_is_asked_by_letter_may_confirm_it(self):
        self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA)
        self.sync()
        self.as_user("marketer", self.member("anna")).action_ask_again()
        self.sync()
        self.sync_all()
        self.assertEqual(self.there("anna")["status"], "pending")
        self.service.clock.shift = timedelta(minutes=5)
        self.remote.subscribe_himself(ANNA)
        self.sync()
        self.assertEqual(self.there("anna")["status"], "subscribed")
        self.assertFalse(self.is_stopped(ANNA))

    # ------------------------------------------------------- another address

    def lead(self, email):
        self.agree(email)
        return self.make_deal(
            type="lead", partner_id=False, contact_id=False, contact_name="Ivan Petrov",
            email_from=email,
        )  # fmt: skip

    def test_V03_a_lead_without_a_contact_gets_the_address_of_mailchimp_too(self):
        lead, again = self.lead(ANNA), self.lead(ANNA)
        self.sync()
        self.remote.change_address(ANNA, "new@mc.example")
        self.sync()
        self.sync_all()
        self.assertEqual((lead.email_from, again.email_from), ("new@mc.example",) * 2)
        self.assertEqual(len(self.remote.members), 1, "Nobody is subscribed twice.")
        self.assertEqual(self.member("new").state, "done")

    def torn(self):
        anna = self.person("anna")
        self.sync()
        self.remote.change_address(ANNA, "there@mc.example")
        anna.email = "here@mc.example"
        self.sync()
        self.sync_all()
        return anna

    def test_V03_an_address_changed_on_both_sides_is_not_subscribed_twice(self):
        anna = self.torn()
        self.assertEqual(len(self.remote.members), 1)
        member = self.member("here")
        self.assertEqual((member.state, member.reason), ("parked", "address_conflict"))
        self.assertEqual((member.partner_id, member.detail), (anna, "there@mc.example"))
        notes = len(anna.message_ids)
        self.remote.touch(self.there("there"))
        self.sync()
        self.assertEqual(len(anna.message_ids), notes, "It is told once.")

    def test_V03_the_address_of_mailchimp_entered_in_the_card_ends_it(self):
        self.torn().email = "there@mc.example"
        self.sync()
        self.assertEqual(self.member("there").state, "done")
        self.assertFalse(self.member("here").state == "parked")
        self.assertEqual(len(self.remote.members), 1)

    def test_V03_an_address_that_said_no_is_given_to_nobody(self):
        self.torn()
        here = self.member("here")
        self.env["mailchimp.consent"]._stop(
            "withdrawn", {here.email: (fields.Datetime.now(), "Call")}
        )
        self.press("marketer", here, "action_try_again")
        self.sync()
        self.assertEqual(self.there("there")["status"], "subscribed")
        self.assertIsNone(self.there("here"))

    def test_V03_the_address_of_the_card_is_given_to_the_person_there(self):
        self.torn()
        self.press("marketer", self.member("here"), "action_try_again")
        self.sync()
        self.sync_all()
        self.assertEqual(len(self.remote.members), 1)
        self.assertEqual(self.there("here")["status"], "subscribed")
        self.assertEqual(self.member("here").state, "done")
