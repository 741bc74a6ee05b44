"""V03: the webhook is set up as on a server, in transactions of their own that are committed."""

from mailchimp_case import LIST, MailchimpCase

from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestMailchimpLive(MailchimpCase):
    def setUp(self):
        super().setUp()
        self.service.asks_webhooks = False  # the test has no server that could answer
        self.addCleanup(setattr, self.service, "asks_webhooks", True)
        with self.env.registry.cursor() as cr:
            account = self.env(cr=cr)["mailchimp.account"].create(
                {"api_key": self.service.key, "base_url": self.service.url}
            )
            audience = self.env(cr=cr)["mailchimp.audience"].create(
                {"account_id": account.id, "list_id": LIST, "name": "Live"}
            )
            self.ids = account.id, audience.id
        self.addCleanup(self.forget)

    def forget(self):
        with self.env.registry.cursor() as cr:
            self.env(cr=cr)["mailchimp.account"].browse(self.ids[0]).unlink()

    def press(self):
        with self.env.registry.cursor() as cr:
            audience = self.env(cr=cr)["mailchimp.audience"].browse(self.ids[1])
            self.assertEqual(audience.name, "Live")  # the transaction has begun
            audience.action_webhook()

    def test_V03_the_webhook_is_set_up_and_its_secret_is_kept(self):
        for _number in range(2):
            self.press()
            (hook,) = self.remote.webhooks.values()
            with self.env.registry.cursor() as cr:
                audience = self.env(cr=cr)["mailchimp.audience"].browse(self.ids[1])
                self.assertEqual(audience.webhook_id, hook["id"])
                self.assertEqual(audience.signing_secret, hook["signing_secret"])
                token = audience.webhook_token
            self.assertTrue(hook["url"].endswith(f"/{token}"))
