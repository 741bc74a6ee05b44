"""V03, V04: nobody is mailed against his will."""

from datetime import timedelta

from mailchimp_case import MailchimpCase

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

ANNA = "anna@mc.example"


@tagged("standard", "post_install", "-at_install")
class TestMailchimpConsent(MailchimpCase):
    def test_V04_without_a_consent_nobody_is_sent_and_everybody_is_counted(self):
        self.person("anna", consent=False)
        self.sync()
        self.assertIsNone(self.there("anna"))
        member = self.member("anna")
        self.assertEqual((member.state, member.reason), ("out", "no_consent"))
        self.assertEqual(self.audience.silent_count, 1)

    def test_V04_other_ways_with_those_who_did_not_agree(self):
        self.person("anna", consent=False)
        self.audience.consent_policy = "ask"
        self.sync()
        self.assertEqual(self.there("anna")["status"], "pending")
        self.person("boris", consent=False)
        self.audience.consent_policy = "silent"
        self.sync()
        self.assertEqual(self.there("boris")["status"], "transactional")

    def test_V04_where_everybody_confirms_new_people_are_asked(self):
        self.audience.double_optin = True
        self.person("anna")
        self.sync()
        self.assertEqual(self.there("anna")["status"], "pending")

    def test_V03_who_unsubscribed_there_is_stopped_here(self):
        anna = self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA, "Too many letters")
        run = self.sync()
        self.assertEqual(run.pulled, 1)
        self.assertTrue(self.blacklisted(ANNA))
        entry = self.env["mail.blacklist"].search([("email", "=", ANNA)])
        self.assertIn("Too many letters", entry.message_ids[0].body)
        self.assertIn("unsubscribed", anna.message_ids[0].body)
        self.assertEqual(self.member("anna").reason, "withdrawn")

    def test_V03_and_is_never_subscribed_again_by_us(self):
        anna = self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA)
        self.sync()
        anna.name = "Ivanova"
        self.agree(ANNA, days=60)
        self.sync_all()
        self.sync()
        self.assertEqual(self.there("anna")["status"], "unsubscribed")
        self.assertEqual(self.remote.writes[ANNA], 1)

    def test_V03_even_when_odoo_forgets_its_blacklist(self):
        self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA)
        self.sync()
        self.env["mail.blacklist"].search([("email", "=", ANNA)]).unlink()
        self.sync_all()
        self.assertEqual(self.there("anna")["status"], "unsubscribed")
        self.assertTrue(self.is_stopped(ANNA))

    def test_V03_who_unsubscribes_during_the_push_stays_so(self):
        self.person("anna")
        self.remote.seed(ANNA)
        self.sync()
        self.env["res.partner"].search([("email", "=", ANNA)]).name = "Ivanova"
        write = self.service.answer

        def meanwhile(method, path, params, raw):
            if method == "POST":
                self.remote.unsubscribe(ANNA)
            return write(method, path, params, raw)

        self.service.answer = meanwhile
        try:
            self.sync()
        finally:
            del self.service.answer
        self.assertEqual(self.there("anna")["status"], "unsubscribed")
        self.assertTrue(self.is_stopped(ANNA))

    def test_V03_who_says_no_between_decision_and_sending_is_not_sent(self):
        self.person("anna")
        self.env.flush_all()
        self.cron("all")
        self.audience._keep(self.audience._evaluate([ANNA]))
        self.assertEqual(self.member("anna").state, "queued")
        self.env["mail.blacklist"].with_context(mailchimp_recorded=True).create({"email": ANNA})
        self.assertEqual(self.audience._claim(500), [])
        self.assertEqual(self.member("anna").state, "out")

    def test_V03_a_no_recorded_here_holds_there(self):
        anna = self.person("anna")
        self.sync()
        self.as_user("manager", anna).action_mailing_stop()
        run = self.sync()
        self.assertEqual(self.there("anna")["status"], "unsubscribed")
        self.assertEqual(run.stopped, 1)
        self.assertTrue(self.blacklisted(ANNA))
        self.service.requests.clear()
        self.sync_all()
        self.assertEqual(self.writes(), [])

    def test_V03_the_blacklist_of_odoo_holds_there(self):
        self.person("anna")
        self.sync()
        self.env["mail.blacklist"].create({"email": ANNA})
        self.sync()
        self.assertEqual(self.there("anna")["status"], "unsubscribed")

    def test_V03_a_no_is_sent_again_when_somebody_subscribed_him_there(self):
        self.person("anna")
        self.sync()
        self.env["mail.blacklist"].create({"email": ANNA})
        self.sync()
        self.remote.touch(self.there("anna"), status="subscribed")  # by an employee, no address
        self.sync()
        self.assertEqual(self.there("anna")["status"], "unsubscribed")

    def test_V03_only_he_himself_comes_back(self):
        self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA)
        self.sync()
        self.service.clock.shift = timedelta(minutes=5)
        self.remote.subscribe_himself(ANNA)
        self.sync()
        self.assertFalse(self.blacklisted(ANNA))
        self.assertFalse(self.is_stopped(ANNA))
        self.assertEqual(self.there("anna")["status"], "subscribed")
        self.assertEqual(self.member("anna").state, "done")

    def test_V03_an_old_confirmation_lifts_no_later_no(self):
        """The clock here is behind: what was said there before must not look newer."""
        self.person("anna")
        self.service.clock.shift = timedelta(hours=3)
        self.remote.subscribe_himself(ANNA)
        self.sync()
        self.env["mail.blacklist"].create({"email": ANNA})
        self.remote.touch(self.there("anna"))
        self.sync()
        self.assertTrue(self.is_stopped(ANNA))
        self.assertEqual(self.there("anna")["status"], "unsubscribed")

    def test_V03_letters_that_come_back_stop_the_address(self):
        self.person("anna")
        self.sync()
        self.remote.clean(ANNA)
        self.sync()
        self.assertEqual(self.member("anna").reason, "bounced")
        self.assertTrue(self.blacklisted(ANNA))

    def test_V03_strangers_who_unsubscribed_are_known_before_they_are_clients(self):
        self.remote.seed(ANNA)
        self.remote.unsubscribe(ANNA)
        self.sync()
        self.person("anna")
        self.agree(ANNA, days=60)
        self.sync()
        self.assertEqual(self.remote.writes, {})
        self.assertTrue(self.is_stopped(ANNA))

    def test_V03_a_refusal_in_words_stops_too(self):
        self.service.silent_refusal = False
        self.person("anna")
        self.remote.seed(ANNA)
        self.remote.forget(ANNA)
        self.sync()
        self.assertEqual(self.member("anna").reason, "forgotten")
        self.assertTrue(self.is_stopped(ANNA))
        self.sync_all()
        self.assertEqual(len(self.writes()), 1)

    def test_V03_asking_again_is_done_by_hand_and_by_a_letter(self):
        self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA)
        self.sync()
        with self.assertRaises(UserError):
            self.as_user("manager", self.member("anna")).action_ask_again()
        self.as_user("marketer", self.member("anna")).action_ask_again()
        self.assertEqual(self.remote.confirmations, [ANNA])

    def test_V04_a_consent_is_kept_with_date_and_proof(self):
        anna = self.person("anna", consent=False)
        wizard = self.as_user("marketer", self.env["mailchimp.consent.record"]).create(
            {"partner_ids": anna.ids, "at": "2026-03-01 10:00:00", "basis": "Paper no. 5"}
        )
        wizard.action_record()
        consent = self.env["mailchimp.consent"].search([("email", "=", ANNA)])
        self.assertEqual((consent.kind, consent.basis, consent.user_id),
                         ("given", "Paper no. 5", self.users["marketer"]))  # fmt: skip
        self.assertEqual(consent.at, self.utc(2026, 3, 1, 10))
        self.sync()
        self.assertEqual(self.there("anna")["status"], "subscribed")

    def test_V04_an_older_consent_does_not_outweigh_a_later_no(self):
        anna = self.person("anna")
        self.env["mail.blacklist"].create({"email": ANNA})
        wizard = self.as_user("marketer", self.env["mailchimp.consent.record"]).create(
            {"partner_ids": anna.ids, "at": "2026-03-01 10:00:00", "basis": "Paper no. 5"}
        )
        self.assertEqual(wizard.action_record()["params"]["type"], "warning")
        self.assertTrue(self.is_stopped(ANNA))

    def test_V04_the_log_is_not_deleted(self):
        self.person("anna")
        with self.assertRefused("is kept"):
            self.env["mailchimp.consent"].search([("email", "=", ANNA)]).unlink()

    def test_V04_the_word_of_a_person_goes_with_his_address(self):
        anna = self.person("anna")
        self.env["mail.blacklist"].create({"email": ANNA})
        anna.email = "new@mc.example"
        self.assertTrue(self.is_stopped("new@mc.example"))
        boris = self.person("boris")
        self.sync()
        boris.email = "boris2@mc.example"
        self.sync()
        self.sync()
        self.assertEqual(self.there("boris2")["status"], "subscribed")

    def test_V03_another_address_there_is_another_address_here(self):
        anna = self.person("anna")
        self.sync()
        self.remote.change_address(ANNA, "new@mc.example")
        self.sync()
        self.assertEqual(anna.email, "new@mc.example")
        self.assertEqual(anna.extra_email_ids.email, ANNA)
        self.assertEqual(self.member("new").state, "done")
        self.assertEqual(len(self.remote.members), 1)

    def test_V03_an_address_changed_on_both_sides_waits_for_a_person(self):
        anna = self.person("anna")
        self.sync()
        self.remote.change_address(ANNA, "there@mc.example")
        anna.email = "here@mc.example"
        self.sync()
        self.assertEqual(anna.email, "here@mc.example")
        self.assertIn("there@mc.example", anna.message_ids[0].body)
        self.assertTrue(self.there("there"))

    def test_V03_the_word_of_every_moment_is_kept_once(self):
        self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA)
        for _number in range(3):
            self.sync()
        words = self.env["mailchimp.consent"].search([("email", "=", ANNA)])
        self.assertEqual(sorted(words.mapped("kind")), ["given", "withdrawn"])
        now = fields.Datetime.now()
        self.assertTrue(all(word.at <= now + timedelta(seconds=2) for word in words))
