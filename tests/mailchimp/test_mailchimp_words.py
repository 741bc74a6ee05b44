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
