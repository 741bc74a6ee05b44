"""V03: what is posted to us is believed only from Mailchimp, counts once, and holds nobody up."""

import time
from contextlib import nullcontext

from mailchimp_case import LIST, MailchimpCase

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from simulators.mailchimp import hooks

ANNA = "anna@mc.example"


@tagged("standard", "post_install", "-at_install")
class TestMailchimpWebhooks(MailchimpCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.audience.write({"webhook_token": "token-of-the-address", "signing_secret": "secret"})
        self.env.flush_all()

    def other_cursors(self):
        return nullcontext()  # of HttpCase they do anyway

    def post(self, body, signature=None, token="token-of-the-address", at=None):
        if signature is None:
            signature = hooks.signature("secret", body, at or time.time())
        headers = {
            "X-Mailchimp-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        path = f"/crm_mailchimp_sync/webhook/{token}"
        status = self.url_open(path, data=body, headers=headers).status_code
        self.env.invalidate_all()
        return status

    def body(self, kind="unsubscribe", **data):
        moment = self.service.clock.now()
        return hooks.body_of(kind, LIST, moment, **{"email": ANNA, "id": "0000000001", **data})

    def follow(self):
        self.env.flush_all()
        self.cron("events")

    def test_V03_an_unsubscription_counts_at_once(self):
        self.person("anna")
        self.sync()
        self.assertEqual(self.post(self.body(action="unsub", reason="manual")), 200)
        self.follow()
        self.assertTrue(self.is_stopped(ANNA))
        self.assertTrue(self.blacklisted(ANNA))
        self.sync()
        self.assertEqual(self.member("anna").state, "out")

    def test_V03_a_replay_counts_once(self):
        body = self.body(action="unsub")
        self.assertEqual([self.post(body) for _number in range(3)], [200, 200, 200])
        self.assertEqual(len(self.audience.event_ids), 1)

    def test_V03_forged_messages_are_refused(self):
        body = self.body(action="unsub")
        self.assertEqual(self.post(body, signature=""), 403)
        self.assertEqual(self.post(body, hooks.signature("other", body, time.time())), 403)
        self.assertEqual(self.post(body, at=time.time() - 400), 403)
        self.assertEqual(self.post(body, token="another"), 404)
        self.assertFalse(self.audience.event_ids)
        self.assertFalse(self.is_stopped(ANNA))

    def test_V03_malformed_messages_are_refused(self):
        bodies = (b"=", b"\xff\xfe", b"type=unsubscribe", b"a=1&" * 400, b"type=x&data[list_id]=y")
        for body in bodies:
            self.assertIn(self.post(body), (400, 413))
        self.assertEqual(self.post(b"x" * 70_000), 413)
        other = hooks.body_of("unsubscribe", "another", self.service.clock.now(), email=ANNA)
        self.assertEqual(self.post(other), 400)
        self.assertFalse(self.audience.event_ids)

    def test_V03_mailchimp_may_ask_whether_the_address_is_right(self):
        path = "/crm_mailchimp_sync/webhook/"
        self.assertEqual(self.url_open(f"{path}token-of-the-address").status_code, 200)
        self.assertEqual(self.url_open(f"{path}wrong").status_code, 404)

    def test_V03_an_archived_person_did_not_say_no(self):
        self.person("anna")
        self.sync()
        self.post(self.body(action="delete"))
        self.follow()
        self.assertFalse(self.is_stopped(ANNA))
        self.assertEqual(self.audience.event_ids.state, "done")

    def test_V03_letters_that_come_back(self):
        self.post(self.body("cleaned", reason="hard"))
        self.follow()
        words = self.env["mailchimp.consent"]._last_words([ANNA])
        self.assertEqual(words[ANNA][0], "bounced")

    def test_V03_a_message_subscribes_nobody(self):
        """A forged «subscribe» would be the way to mail people against their will."""
        self.person("anna")
        self.sync()
        self.remote.unsubscribe(ANNA)
        self.sync()
        self.post(self.body("subscribe", ip_opt="198.51.100.7"))
        self.follow()
        self.sync()
        self.assertTrue(self.is_stopped(ANNA))

    def test_V03_another_address_is_read_from_mailchimp_itself(self):
        anna = self.person("anna")
        self.sync()
        self.remote.change_address(ANNA, "new@mc.example")
        self.post(self.body("upemail", new_email="new@mc.example", old_email=ANNA))
        self.follow()
        self.sync()
        self.assertEqual(anna.email, "new@mc.example")

    def test_V03_a_message_without_a_secret_of_its_own_is_taken_by_its_address(self):
        self.audience.signing_secret = False
        self.env.flush_all()
        self.assertEqual(self.post(self.body(action="unsub"), signature=""), 200)
        self.assertFalse(self.audience.event_ids.signed)

    def test_V03_the_webhook_is_set_up_and_tells_nothing_of_what_we_write(self):
        self.service.asks_webhooks = False
        self.addCleanup(setattr, self.service, "asks_webhooks", True)
        for _number in range(2):
            self.audience.action_webhook()
        (hook,) = self.remote.webhooks.values()
        self.assertEqual(hook["sources"], {"user": True, "admin": True, "api": False})
        self.assertEqual(self.audience.webhook_state, "signed")
        self.assertEqual(self.audience.signing_secret, hook["signing_secret"])
        with self.assertRaises(AccessError):
            self.as_user("marketer", self.audience).read(["signing_secret"])
