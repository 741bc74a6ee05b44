"""V02, V06: what is sent does not depend on who starts it."""

from mailchimp_case import MailchimpCase

from odoo.tests import tagged


@tagged("standard", "post_install", "-at_install")
class TestMailchimpLanguage(MailchimpCase):
    def test_V06_a_preview_in_another_language_sees_no_changes(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env.company.partner_id.lang = "ru_RU"
        self.person("anna", client_status="client")
        self.sync()
        self.assertEqual(self.there("anna")["merge_fields"]["KIND"], "Клиент")
        english = self.as_user("marketer", self.audience).with_context(lang="en_US")
        preview = self.env["mailchimp.preview"].browse(english.action_preview()["res_id"])
        self.assertEqual((preview.change_count, preview.same_count), (0, 1))
