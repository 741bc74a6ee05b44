"""An account of Mailchimp at the stand-in, with one audience that is synchronised."""

from datetime import datetime, timedelta

from odoo import fields

from odoo.addons.crm_sales_flow.tests.common import SalesFlowCase

from simulators.mailchimp.service import LIST, Service

CRON = "crm_mailchimp_sync.ir_cron_"


class MailchimpCase(SalesFlowCase):
    """People of these tests have addresses at mc.example, and only they belong to the audience."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = Service().start()
        cls.addClassCleanup(cls.service.stop)
        cls.env["mailchimp.account"].search([]).active = False
        cls.env.company.partner_id.lang = "en_US"

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        """Odoo's guard of tests knows no pair of time-outs."""
        if isinstance(options.get("timeout"), tuple):
            options["timeout"] = max(options["timeout"])
        return super()._request_handler(session, request, **options)

    def setUp(self):
        super().setUp()
        service = self.service
        service.audiences.clear()
        service.campaigns.clear()
        service.faults.clear()
        service.requests.clear()
        service.sizes.clear()
        service.clock.shift = timedelta()
        service.key = "0123456789abcdef-us1"
        self.remote = service.add_audience(LIST)
        self.account = self.env["mailchimp.account"].create(
            {"api_key": service.key, "base_url": service.url}
        )
        self.account.action_test()
        self.audience = self.account.audience_ids
        for kind, domain in (
            ("partner", "[('email_normalized', '=like', '%@mc.example')]"),
            ("lead", "[('email_normalized', '=like', '%@mc.example')]"),
        ):
            self.env["mailchimp.rule"].create(
                {
                    "audience_id": self.audience.id,
                    "name": kind,
                    "kind": kind,
                    "domain": domain,
                }
            )
        self.audience.action_enable()
        service.requests.clear()

    # ------------------------------------------------------------- people

    def person(self, key="anna", consent=True, **values):
        email = f"{key}@mc.example"
        partner = self.env["res.partner"].create({"name": key, "email": email, **values})
        if consent:
            self.agree(email)
        return partner

    def people(self, count, consent=True, prefix="p"):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Person {number}", "email": f"{prefix}{number:05}@mc.example"}
                for number in range(count)
            ]
        )
        if consent:
            self.agree(*partners.mapped("email"))
        return partners

    def agree(self, *emails, days=30):
        at = fields.Datetime.now() - timedelta(days=days)
        said = dict.fromkeys(emails, (at, "Form of the site, text of 01.03.2026"))
        return self.env["mailchimp.consent"]._give(said)

    # ---------------------------------------------------------------- runs

    def other_cursors(self):
        """Cursors of their own see the data of the test."""
        return self.enter_registry_test_mode()

    def cron(self, name):
        with self.other_cursors():
            self.env.ref(CRON + name).method_direct_trigger()
        self.env.invalidate_all()

    def press(self, login, record, button):
        """A button that keeps what is done step by step: in a transaction of its own."""
        self.env.flush_all()
        try:
            with self.other_cursors(), self.env.registry.cursor() as cr:
                user = self.users[login]
                return getattr(record.with_env(self.env(cr=cr, user=user.id, su=False)), button)()
        finally:
            self.env.invalidate_all()

    def sync(self):
        """:return: the last run"""
        self.env.flush_all()
        self.cron("sync")
        return self.audience.run_ids.sorted("id")[-1:]

    def sync_all(self):
        self.env.flush_all()
        self.cron("all")
        return self.sync()

    def member(self, email):
        email = email if "@" in email else f"{email}@mc.example"
        return self.env["mailchimp.member"].search(
            [("audience_id", "=", self.audience.id), ("email", "=", email)]
        )

    def named(self, record):
        """As the company calls it: in its own language, whoever synchronises."""
        return record.with_context(lang=self.env.company.partner_id.lang).name

    def there(self, email):
        """As it is at Mailchimp."""
        return self.remote.of(email if "@" in email else f"{email}@mc.example")

    def blacklisted(self, email):
        return bool(self.env["mail.blacklist"].search([("email", "=", email)]))

    def is_stopped(self, email):
        return email in self.env["mailchimp.consent"]._stopped([email])

    def writes(self):
        return [request for request in self.service.requests if request.startswith("POST lists")]

    @staticmethod
    def utc(*parts):
        return datetime(*parts)
