from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestClients(SalesFlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.client_person.write({"phone": "8 (812) 123-45-67"})
        cls.client_company.write({"inn": "7701234567"})

    def test_C04_found_by_equal_keys_in_any_spelling(self):
        find = self.Partner._flow_find_clients
        self.assertEqual(find(phone="+7 812 1234567"), self.client_person)
        self.assertEqual(find(phone="812 123-45-67 доб. 5"), self.client_person)
        self.assertEqual(find(email="Petr <TESTOV@client.example>"), self.client_person)
        self.assertEqual(find(inn="7701234567"), self.client_company)
        both = self.client_company | self.client_person
        self.assertEqual(find(phone="88121234567", inn="7701234567"), both)
        self.assertFalse(find(phone="1234567"))
        self.assertFalse(find(phone="", email=None, inn=False))
        self.assertFalse(find(email="nonsense"))

    def test_C04_found_by_extra_phone_and_extra_address(self):
        self.client_company.extra_phone_ids = [(0, 0, {"phone": "+7 495 000-00-01"})]
        self.client_company.extra_email_ids = [(0, 0, {"email": "Buh@Client.example"})]
        find = self.Partner._flow_find_clients
        self.assertEqual(find(phone="84950000001"), self.client_company)
        self.assertEqual(find(email="buh@client.example"), self.client_company)

    def test_C04_queries_do_not_grow_with_the_batch(self):
        phones = [f"+7 495 000-00-{n:02}" for n in range(50)]
        self.Partner._flow_find_clients(phone=phones[:1], email=["a@b.example"])
        with self.assertQueryCount(3):
            self.Partner._flow_find_clients(phone=phones, email=["a@b.example", "c@d.example"])

    def test_E01_status_becomes_client_with_the_company(self):
        self.assertEqual(self.client_person.client_status, "potential")
        self.client_person._flow_become_client()
        self.assertEqual(self.client_company.client_status, "client")
        self.assertEqual(self.client_person.client_status, "client")

    def test_A06_every_role_reads_the_extra_phones_of_a_client(self):
        self.client_company.extra_phone_ids = [(0, 0, {"phone": "+7 495 000-00-01"})]
        for login in self.users:
            with self.subTest(login):
                self.as_user(login, self.client_company).extra_phone_ids.mapped("phone")
