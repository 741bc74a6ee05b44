from odoo import Command
from odoo.tests import tagged

from .intake_common import IntakeCase

INN = "7728168971"


@tagged("post_install", "-at_install")
class TestIntakeKnown(IntakeCase):
    """Who writes is known by the INN and by the domain of the organisation too (C04, C06)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_company.inn = INN

    def receive_inn(self, text=f"Нужен насос. ООО «Тест», ИНН/КПП {INN}/774301001", **headers):
        return self.receive(self.letter(text, **headers))

    def test_C04_inn_names_the_organisation_and_the_writer_is_its_new_person(self):
        request = self.receive_inn()
        self.assertEqual((request.inn, request.state), (INN, "new"))
        self.assertEqual(request.partner_id.parent_id, self.client_company)
        self.assertEqual(request.partner_id.email, "ivan@stranger.example")
        self.assertFalse(request.lead_id)
        self.assertFalse(self.client_company.email)

    def test_C06_the_only_open_deal_of_the_organisation_gets_the_letter(self):
        deal = self.make_deal(partner_id=self.client_person.id)
        request = self.receive_inn()
        self.assertEqual((request.state, request.lead_id), ("attached", deal))

    def test_C06_the_head_is_told_when_no_manager_is_there(self):
        head, heir = self.users["head"], self.users["director"]
        deal = self.make_deal(partner_id=self.client_person.id)
        deal.user_id = False
        self.receive_inn()
        self.assertEqual(self.told(deal), head.partner_id)
        deal.user_id = self.users["manager"]
        self.users["manager"].active = False
        self.env["crm.substitution"].create(
            {"user_id": head.id, "deputy_id": heir.id, "date_to": "2100-01-01"}
        )
        self.receive_inn(Message_Id="<2@stranger.example>")
        self.assertEqual(self.told(deal), heir.partner_id)

    def test_C06_F01_what_nobody_would_read_stays_on_the_desk(self):
        """A lead of an import has nobody; the owner of another one has left."""

        def write(number):
            sender = f"<{self.client_person.email}>"
            return self.receive(self.letter(From=sender, Message_Id=f"<{number}@client.example>"))

        values = {"name": "Old", "type": "opportunity", "partner_id": self.client_person.id}
        legacy = self.env["crm.lead"].create({**values, "team_id": False, "user_id": False})
        request = write("1")
        self.assertEqual((request.state, request.lead_id), ("new", legacy.browse()))
        desk = self.as_user("sorter", self.Request).flow_desk()["requests"]
        self.assertIn(request.id, [row["id"] for row in desk])
        legacy.unlink()
        self.other_team.user_id = False
        left = self.users["manager_two"]
        deal = self.make_deal(
            partner_id=self.client_person.id, team_id=self.other_team.id, user_id=left.id
        )
        left.active = False
        request = write("2")
        self.assertEqual(request.state, "new")
        self.assertEqual(self.as_user("sorter", request).candidate_lead_ids, deal)
        left.active = True
        request = write("3")
        self.assertEqual((request.state, request.lead_id), ("attached", deal))

    def told(self, deal):
        """Whom the last letter that came into the deal was shown to."""
        letters = deal.message_ids.filtered(lambda message: message.message_type == "email")
        return letters[:1].partner_ids

    def test_C06_of_several_deals_the_sorter_chooses(self):
        deals = self.make_deal(partner_id=self.client_person.id) | self.make_deal()
        request = self.receive_inn()
        self.assertEqual(request.state, "new")
        self.assertEqual(self.as_user("sorter", request).candidate_lead_ids, deals)

    def test_C04_the_writer_is_known_better_than_the_inn(self):
        dealer = self.env["res.partner"].create(
            {"name": "Dealer", "email": "ivan@stranger.example"}
        )
        deal = self.make_deal()
        request = self.receive_inn()
        self.assertEqual(request.partner_id, dealer)
        self.assertNotEqual(request.lead_id, deal)

    def test_C04_our_own_inn_and_a_choice_of_inns_say_nothing(self):
        self.env.company.inn = "7707083893"
        self.assertFalse(self.receive_inn("Вам, ИНН 7707083893").inn)
        both = f"ИНН {INN}, для ИНН 500100732259"
        self.assertFalse(self.receive_inn(both, Message_Id="<2@x>", From="b@two.example").inn)
        reply = self.receive_inn(
            f"Вам (ИНН 7707083893) от ИНН {INN}", Message_Id="<3@x>", From="c@x.example"
        )
        self.assertEqual(reply.inn, INN)

    def test_C04_new_organisation_is_made_with_its_person(self):
        request = self.Request.create(
            {
                "contact_name": "Olga",
                "partner_name": "OOO Nova",
                "email_from": "o@nova.example",
                "subject": "Pump",
                "body": "<p>ИНН: 7707083893</p>",
            }
        )
        company = request.partner_id.parent_id
        self.assertEqual(
            (company.name, company.inn, company.is_company), ("OOO Nova", "7707083893", True)
        )
        again = self.Request.create(
            {"contact_name": "Pavel", "email_from": "p@other.example", "subject": "ИНН 7707083893"}
        )
        self.assertEqual(again.lead_id, request.lead_id)

    def test_C04_without_a_name_the_request_is_the_organisation_s(self):
        self.make_deal(), self.make_deal()
        values = {"partner_name": "ООО Тест", "inn": INN, "phone": "+7 495 111-22-33"}
        request = self.make_request(contact_name=False, **values)
        self.assertEqual((request.state, request.partner_id), ("new", self.client_company))
        self.assertEqual(self.env["res.partner"].search([("inn", "=", INN)]), self.client_company)

    def test_C06_letter_of_a_client_with_deals_is_not_hung_on_what_waits(self):
        first = self.receive(self.letter(From="Petr <petr@client.example>"))
        self.as_user("sorter", first).action_sort(self.team.id)
        first.lead_id.user_id = self.users["manager"]
        self.make_deal(partner_id=first.partner_id.id)
        waiting = first.lead_id.copy({"awaits_sorting": True, "team_id": False, "user_id": False})
        second = self.receive(self.letter(From="Petr <petr@client.example>", Message_Id="<2@c>"))
        self.assertEqual(second.state, "new")
        self.assertIn(waiting, self.as_user("sorter", second).candidate_lead_ids)

    def test_F04_what_a_fetched_letter_says_is_kept_in_the_language_of_the_company(self):
        self.env.company.partner_id.lang = "ru_RU"
        nobody = self.env(context={**self.env.context, "lang": None})
        self.Request = self.Request.with_env(nobody)
        self.env["mail.thread"].with_env(nobody).message_process(
            "crm.request", self.letter("x", Subject=None, From="c@quiet.example")
        )
        self.env.cr.postcommit.run()
        request = self.Letter.search([], order="id desc", limit=1).request_id
        self.assertIn("Обращение", request.lead_id.name)

    def test_C04_who_does_not_work_there_keeps_nothing_of_the_company(self):
        self.client_company.write({"vat": INN, "street": "Lenina 1", "city": "Moscow"})
        request = self.receive(self.letter(From="New <new@client.example>"))
        request.sudo().partner_name = "OOO Told"
        self.assertEqual(request.partner_id.street, "Lenina 1")
        self.as_user("sorter", request).action_refuse_hint()
        person = request.partner_id
        self.assertFalse(person.street or person.city or person.vat or person.parent_id)
        self.assertEqual(person.company_name, "OOO Told")

    def test_C04_domain_makes_a_person_of_the_company_and_attaches_nothing(self):
        deal = self.make_deal(partner_id=self.client_person.id)
        request = self.receive(self.letter(From="New <new@client.example>"))
        self.assertEqual((request.state, request.hint_partner_id), ("new", self.client_company))
        self.assertEqual(request.partner_id.parent_id, self.client_company)
        self.assertIn(deal, self.as_user("sorter", request).candidate_lead_ids)
        again = self.receive(self.letter(From="New <new@client.example>", Message_Id="<2@x>"))
        self.as_user("sorter", request).action_refuse_hint()
        self.assertFalse(request.hint_partner_id or request.partner_id.parent_id)
        self.assertEqual((again.state, again.lead_id), ("attached", request.lead_id))

    def test_C04_domain_of_two_companies_says_nothing(self):
        self.env["res.partner"].create(
            {"name": "Other", "is_company": True, "email": "info@client.example"}
        )
        request = self.receive(self.letter(From="New <new@client.example>"))
        self.assertFalse(request.hint_partner_id or request.partner_id.parent_id)

    def test_C04_secondary_address_in_any_case(self):
        self.client_person.extra_email_ids = [Command.create({"email": "Home@Mail.RU"})]
        request = self.receive(self.letter(From="P <HOME@mail.ru>"))
        self.assertEqual(request.partner_id, self.client_person)

    def test_B06_any_of_three_numbers(self):
        self.client_person.phone = "8 812 019-28-37"
        self.client_person.extra_phone_ids = [
            Command.create({"phone": "+7 921 019 28 37"}),
            Command.create({"phone": "8(495)0192837 доб. 12"}),
        ]
        for phone in ("7 812 0192837", "89210192837", "495 019 28 37"):
            with self.subTest(phone):
                request = self.make_request(phone=phone, contact_name="Pyotr")
                self.assertEqual(request.partner_id, self.client_person)

    def test_C04_queries_do_not_grow_with_the_batch(self):
        self.env["res.partner"].create(
            [{"name": f"C{n}", "is_company": True, "inn": f"10{n:08}"} for n in range(20)]
        )
        values = [{"contact_name": f"N{n}", "inn": f"10{n:08}"} for n in range(20)]
        requests = self.Request.create(values)
        counted = []
        for batch in (requests[:2], requests):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._senders()
            counted.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counted)
