"""V06, V07, AE03: a button does what it says or says why not, and tells nobody what is not his."""

from mailchimp_case import MailchimpCase

from odoo.exceptions import AccessError
from odoo.tests import tagged

ANNA = "anna@mc.example"


@tagged("standard", "post_install", "-at_install")
class TestMailchimpButtons(MailchimpCase):
    def test_V06_a_run_is_not_opened_where_none_can_follow(self):
        for values, why in (
            ({"state": "refused", "error": "key_refused"}, "new one"),
            ({"state": "new", "error": False}, "not connected"),
            ({"state": "connected", "active": False}, "not connected"),
        ):
            self.account.write(values)
            with self.assertRefused(why):
                self.as_user("marketer", self.audience).action_sync()
        self.assertFalse(self.audience.run_ids)

    def test_V07_a_comparison_that_failed_is_no_comparison(self):
        self.person("anna")
        self.sync()
        del self.service.audiences[self.remote.id]
        with self.assertRefused("deleted"):
            self.press("marketer", self.audience, "action_compare")
        self.assertFalse(self.audience.compared_at)

    def test_V07_a_comparison_waits_for_a_run(self):
        with self.env.registry.cursor() as cr:  # another connection
            cr.execute("SELECT pg_advisory_lock(820518)")
            with self.assertRefused("under way"):
                self.press("marketer", self.audience, "action_compare")
            cr.execute("SELECT pg_advisory_unlock(820518)")

    def test_V07_nobody_is_gone_who_was_passed_over(self):
        self.people(3)
        self.sync()
        answer = self.service.answer

        def short(method, path, params, raw):
            status, body = answer(method, path, params, raw)
            if "sort_field" in params and body.get("members"):
                body["members"].pop()
            return status, body

        self.service.answer = short
        self.addCleanup(self.service.__dict__.pop, "answer", None)
        with self.assertRefused("once more"):
            self.press("marketer", self.audience, "action_compare")
        self.cron("compare")
        self.assertNotIn("gone", self.audience.member_ids.mapped("remote_status"))
        del self.service.answer
        self.press("marketer", self.audience, "action_compare")
        self.assertTrue(self.audience.compared_at)

    # ------------------------------------------------------ rights, companies

    def test_AE03_only_facts_that_marketing_may_read_are_sent(self):
        Mapping = self.as_user("marketer", self.env["mailchimp.mapping"])
        line = {"audience_id": self.audience.id, "tag": "X"}
        for path in ("message_ids.body", "invoice_ids.name", "user_id.api_key_ids.name"):
            with self.assertRefused("no field"):
                Mapping.create({**line, "partner_path": path})
        self.assertTrue(Mapping.create({**line, "partner_path": "parent_id.city"}))

    def test_V06_the_preview_is_for_marketing(self):
        for login in ("director", "manager"):
            with self.assertRaises(AccessError):
                self.as_user(login, self.audience).action_preview()

    def test_V02_of_another_company_nothing_is_told(self):
        other = self.env["res.company"].create({"name": "Other"})
        anna = self.person("anna")
        self.make_deal(partner_id=anna.id, contact_id=anna.id)
        self.sync()
        stage = self.there("anna")["merge_fields"]["STAGE"]
        self.assertTrue(stage)
        team = self.env["crm.team"].create({"name": "Far", "company_id": other.id})
        self.env["crm.lead"].create(
            {"name": "x", "type": "opportunity", "partner_id": anna.id, "team_id": team.id,
             "company_id": other.id}
        )  # fmt: skip
        self.sync_all()
        self.assertEqual(self.there("anna")["merge_fields"]["DEPT"], self.named(self.team))
