from odoo import Command
from odoo.tests import tagged

from .intake_common import IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeSearch(IntakeCase):
    """One box finds a request of any state by whatever is known of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls.Request.create(
            {
                "contact_name": "Семён Ёжиков",
                "partner_name": "ООО «Криогенмаш-Ы»",
                "phone": "8 (3952) 01-92-83 доб. 4",
                "email_from": "Zakaz <ZAKAZ@cryo-y.example>",
                "subject": "Турбомолекулярный насос",
                "body": "<p>Нужны <b>уплот</b>нения&nbsp;ISO-K 100%, ждём: УЗ-200, РЛ5</p>",
            }
        )

    def found(self, text, login="sorter"):
        domain = [("anything", "ilike", text)]
        return self.as_user(login, self.Request).search(domain)

    def test_E08_by_whatever_is_known(self):
        for text in (
            self.request.name,
            self.request.name[1:],
            "семен ежик",
            "КРИОГЕНМАШ-Ы",
            "zakaz@cryo-y.example",
            "ZAKAZ@CRYO-Y.EXAMPLE",
            "турбомолек",
            "насос ёжиков",
            "уплотнения",
            "iso-k 100%",
            "УЗ",
            "рл",
            "насос уз",
            "+7 3952 019283",
            "8-3952-019-283",
            "3952019283",
            "8395201",
            "39520",
            "+7 (3952) 01",
        ):
            with self.subTest(text):
                self.assertIn(self.request, self.found(text))
        for text in (
            "насос Иванов",
            "ка",
            "насос ка",
            "+8 3952",
            "019283",
            "52019283",
            "iso-k 1000",
            "_____",
            "%%%%",
            "\\",
        ):
            with self.subTest(text):
                self.assertNotIn(self.request, self.found(text))

    def test_E08_filtered_and_broken_ones_are_found(self):
        for state in ("new", "sorted", "attached", "dropped", "filtered", "broken"):
            self.request.state = state
            for login in ("sorter", "secretary", "director"):
                self.assertEqual(self.found("турбомолек", login), self.request)

    def test_E08_manager_finds_what_he_sees(self):
        self.assertFalse(self.found("турбомолек", "manager"))

    def test_E08_by_other_numbers_and_addresses_of_the_client(self):
        self.request.partner_id.write(
            {
                "extra_phone_ids": [Command.create({"phone": "+7 921 019-28-37"})],
                "extra_email_ids": [Command.create({"email": "Home@Yozh.example"})],
            }
        )
        self.assertEqual(self.found("89210192837"), self.request)
        self.assertEqual(self.found("home@yozh.example"), self.request)

    def test_E08_the_end_of_the_number_is_enough(self):
        self.assertIn(self.request, self.found(self.request.name[-2:]))

    def test_E08_search_view_has_one_box(self):
        arch = self.Request.get_view(view_type="search")["arch"]
        self.assertIn('name="anything"', arch)
        self.assertLess(arch.index('name="anything"'), arch.index("<filter"))
