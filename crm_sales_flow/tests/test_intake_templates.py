from email.message import EmailMessage
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .intake_common import IntakeCase

FORM = """Новая заявка

Имя: Анна Ёжикова
Организация: ООО «Вакуум»
Телефон: 8 (495) 765-43-21
E-mail: anna@visitor.example
Оборудование: Вакуумная камера 100 л
Сообщение:
Нужна камера.
Срок: до мая
Страница: https://site.example/kamery?utm_source=yandex&utm_medium=cpc&utm_campaign=c1&utm_term=%D0%B2%D0%B0%D0%BA%D1%83%D1%83%D0%BC%D0%BD%D1%8B%D0%B9+%D0%BD%D0%B0%D1%81%D0%BE%D1%81
"""
TABLE = """<table><tr><td><b>Имя</b></td><td>Анна Ёжикова</td></tr>
<tr><td><p>Телефон</p></td><td><p>8 (495) 765-43-21</p></td></tr>
<tr><th>E-mail</th><td><a href="mailto:anna@visitor.example">anna@visitor.example</a></td></tr>
<tr><td>Оборудование</td><td>Вакуумная камера 100 л</td></tr></table>"""
ROBOT = {"From": "Сайт <robot@site.example>", "Subject": "Заявка с сайта №17"}


@tagged("post_install", "-at_install")
class TestIntakeTemplates(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("crm_sales_flow.request_template_proposal")
        cls.template.sender = "site.example"

    def form_letter(self, text=FORM, number=0, **headers):
        return self.letter(text, **{**ROBOT, "Message_Id": f"<{number}@site.example>", **headers})

    def assertRead(self, request):
        self.assertRecordValues(
            request,
            [
                {
                    "state": "new",
                    "channel": "site",
                    "template_id": self.template.id,
                    "contact_name": "Анна Ёжикова",
                    "phone_key": "74957654321",
                    "email_normalized": "anna@visitor.example",
                    "subject": "Вакуумная камера 100 л",
                    "without_template": False,
                    "without_phone": False,
                    "letter_sender": "robot@site.example",
                    "medium_id": self.env.ref("utm.utm_medium_website").id,
                }
            ],
        )

    def test_C02_D01_letter_of_a_form_is_read_into_fields(self):
        yandex = self.env.ref("crm_sales_flow.utm_source_yandex")
        request = self.receive(self.form_letter())
        self.assertRead(request)
        self.assertEqual(request.partner_name, "ООО «Вакуум»")
        self.assertIn("Срок: до мая", request.body)
        # D03, D07: the origin is on the lead as well
        for record in (request, request.lead_id):
            self.assertEqual(record.utm_term, "вакуумный насос")
            self.assertEqual(record.told_campaign, "c1")
            self.assertEqual(record.source_id, yandex)
            self.assertTrue(record.landing_url.startswith("https://site.example/kamery"))
        self.assertEqual(request.lead_id.email_normalized, "anna@visitor.example")

    def test_C02_html_table_and_charsets_are_read(self):
        self.assertRead(self.receive(self.form_letter("-", html=TABLE)))
        for number, charset in enumerate(("windows-1251", "koi8-r", "utf-8"), 1):
            for cte in ("quoted-printable", "base64", "8bit"):
                with self.subTest(charset=charset, cte=cte):
                    text = FORM.replace("«", '"').replace("»", '"')
                    raw = self.encoded(text, charset, cte, f"<{number}{cte}@site.example>")
                    request = self.receive(raw)
                    self.assertEqual(request.contact_name, "Анна Ёжикова")
                    self.assertEqual(request.template_id, self.template)

    def encoded(self, text, charset, cte, uid):
        message = EmailMessage()
        message["From"], message["Subject"] = ROBOT["From"], ROBOT["Subject"]
        message["Message-Id"] = uid
        message.set_content(text, charset=charset, cte=cte)
        return message.as_bytes()

    def test_C03_letter_without_a_template_says_so(self):
        for number, headers in enumerate(
            ({"From": "i@other.example"}, {"Subject": "Прайс"}, {"text": "Имя: без телефона"})
        ):
            with self.subTest(**headers):
                request = self.receive(self.form_letter(number=number, **headers))
                self.assertEqual(request.channel, "email")
                self.assertTrue(request.without_template)
                self.assertFalse(request.template_id)
        found = self.Request.search([("without_template", "=", True), ("state", "!=", "filtered")])
        self.assertIn(request, found)

    def test_D02_form_without_a_phone_is_flagged(self):
        text = "Имя: Анна\nE-mail: anna@visitor.example"
        request = self.receive(self.form_letter(text))
        self.assertEqual(request.channel, "site")
        self.assertTrue(request.without_phone)

    def test_C08_robot_sends_200_letters_in_an_hour(self):
        domain = self.env["mail.alias.domain"].create({"name": "company.example"})
        self.env.ref("crm_sales_flow.mail_alias_requests").alias_domain_id = domain
        before = self.Request.search_count([])
        for number in range(200):
            text = f"Имя: Клиент {number}\nТелефон: +7 495 {1000000 + number}"
            self.env["mail.thread"].message_process(False, self.form_letter(text, number))
        self.env.cr.postcommit.run()
        requests = self.Request.search([("letter_sender", "=", "robot@site.example")])
        self.assertEqual(len(requests), 200)
        self.assertEqual(self.Request.search_count([]), before + 200)
        self.assertEqual(set(requests.mapped("state")), {"new"})
        self.assertEqual(len(requests.lead_id), 200)

    def test_C08_same_text_of_a_robot_again_and_again_is_a_loop(self):
        requests = [self.receive(self.form_letter(number=number)) for number in range(7)]
        self.assertEqual([r.state for r in requests[:5]], ["new"] + ["attached"] * 4)
        self.assertEqual([r.filter_reason for r in requests[5:]], ["loop", "loop"])

    def test_C08_named_robot_is_let_in_whatever_its_headers_say(self):
        raw = self.form_letter(Auto_Submitted="auto-generated", Precedence="bulk")
        self.assertRead(self.receive(raw))
        self.template.sender = False
        raw = self.form_letter(number=1, Auto_Submitted="auto-generated")
        self.assertEqual(self.receive(raw).filter_reason, "auto_reply")

    def test_C08_sender_in_the_black_list_is_filtered(self):
        self.env["mail.blacklist"].create([{"email": "Ivan@stranger.example"}])
        request = self.receive(self.letter())
        self.assertEqual((request.state, request.filter_reason), ("filtered", "blacklist"))
        self.assertFalse(request.lead_id)
        self.env["mail.blacklist"].create([{"email": "anna@visitor.example"}])
        request = self.receive(self.form_letter())
        self.assertEqual((request.state, request.filter_reason), ("filtered", "blacklist"))
        self.as_user("sorter", request).action_process_again()
        self.assertEqual((request.state, request.channel), ("new", "site"))

    def test_C03_form_delivered_twice_by_other_ways_is_one_request(self):
        raw = self.form_letter()
        request = self.receive(raw)
        self.assertEqual(self.receive(b"Received: from a by b\r\n" + raw), request)

    def test_C01_sender_of_a_forwarded_letter_is_offered(self):
        colleague = self.users["manager"]
        colleague.partner_id.email = "manager@company.example"
        text = (
            "Посмотрите\n\n-------- Пересылаемое сообщение --------\n"
            "От: Пётр Клиентов <petr@far.example>\nТема: Насос\n\nНужен насос"
        )
        raw = self.letter(text, From="manager@company.example", Subject="Fwd: Насос")
        request = self.receive(raw)
        self.assertEqual(request.forwarded_email, "petr@far.example")
        self.assertFalse(request.lead_id)
        with self.assertRaises(AccessError):
            self.as_user("manager", request).action_take_forwarded()
        self.as_user("sorter", request).action_take_forwarded()
        self.assertEqual(request.contact_name, "Пётр Клиентов")
        self.assertEqual(request.lead_id.email_normalized, "petr@far.example")
        self.assertEqual(request.partner_id.name, "Пётр Клиентов")
        self.assertEqual(request.letter_sender, "manager@company.example")

    def test_C02_form_forwarded_by_a_colleague_is_read(self):
        self.users["manager"].partner_id.email = "manager@company.example"
        text = "----- Original Message -----\nFrom: robot@site.example\n\n" + FORM
        raw = self.letter(text, From="manager@company.example", Subject="FW: Заявка с сайта")
        request = self.receive(raw)
        self.assertEqual(request.contact_name, "Анна Ёжикова")
        self.assertEqual(request.channel, "site")

    def test_C04_company_is_offered_by_the_domain(self):
        request = self.receive(self.letter(From="New <new@client.example>"))
        self.assertEqual(request.hint_partner_id, self.client_company)
        self.assertEqual(request.partner_id.parent_id, self.client_company)
        self.as_user("sorter", request).action_take_hint()
        self.assertEqual(request.partner_id.parent_id, self.client_company)
        self.assertFalse(request.hint_partner_id)
        self.client_person.email = "testov@mail.ru"
        free = self.receive(self.letter(From="other@mail.ru", Message_Id="<2@x>"))
        self.assertFalse(free.hint_partner_id)

    def test_C09_pictures_inside_a_letter_are_shown(self):
        message = EmailMessage()
        message["From"], message["Subject"] = "ivan@stranger.example", "Фото"
        message["Message-Id"] = "<cid@x>"
        message.set_content("plain")
        message.add_alternative('<p>Насос <img src="cid:pic1"/></p>', subtype="html")
        message.get_payload()[1].add_related(
            b"\x89PNG\r\n", "image", "png", cid="<pic1>", filename="pic.png"
        )
        request = self.receive(message.as_bytes())
        self.assertNotIn("cid:", request.body)
        self.assertIn("/web/image/", request.body)
        self.assertIn("/web/image/", request.lead_id.description)
        self.assertEqual(request.attachment_ids.mapped("name"), ["pic.png"])

    def test_D07_call_task_tells_keyword_page_and_campaign(self):
        request = self.receive(self.form_letter())
        self.as_user("sorter", request).action_sort(self.team.id)
        lead = request.lead_id
        self.as_user("head", lead).user_id = self.users["manager"]
        call = lead._flow_open_tasks("first_call")
        self.assertIn("вакуумный насос", call.note)
        self.assertIn("https://site.example/kamery", call.note)
        self.assertIn("c1", call.note)

    def test_C02_try_shows_the_fields_and_registers_nothing(self):
        before = self.Request.search_count([]), self.Letter.search_count([])
        attempt = self.as_user("director", self.env["crm.request.template.try"]).create(
            {"template_id": self.template.id, "letter": FORM.replace("Анна", "<b>Анна")}
        )
        self.assertTrue(attempt.is_recognised)
        self.assertIn("8 (495) 765-43-21", attempt.result)
        self.assertNotIn("<b>", attempt.result)
        attempt.letter = "Добрый день"
        self.assertFalse(attempt.is_recognised)
        self.assertEqual((self.Request.search_count([]), self.Letter.search_count([])), before)

    def test_C02_template_that_recognises_everything_is_refused(self):
        with self.assertRaises(ValidationError):
            self.template.write({"sender": False, "subject": " ; "})
        with self.assertRaises(ValidationError):
            self.env["crm.request.template"].create(
                {"name": "x", "subject": "x", "phone_labels": "Phone"}
            )
        with self.assertRaises(AccessError):
            self.as_user("manager", self.template).sender = "x"

    def test_C03_fault_of_the_reader_keeps_the_letter(self):
        Template = type(self.env["crm.request.template"])
        with patch.object(Template, "_read_letter", side_effect=ZeroDivisionError):
            request = self.receive(self.form_letter())
        self.assertEqual(request.state, "broken")
        self.assertEqual(request.letter_ids.state, "broken")
