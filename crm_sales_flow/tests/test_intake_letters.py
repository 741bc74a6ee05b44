import email.message
import xmlrpc.client

from odoo.tests import tagged

from .intake_common import PDF, IntakeCase


@tagged("post_install", "-at_install")
class TestIntakeLetters(IntakeCase):
    def test_C01_C05_unknown_sender_makes_request_lead_and_client(self):
        request = self.receive(
            self.letter(attach="тех задание.pdf", html="<p>Нужен <b>насос</b></p>")
        )
        self.assertEqual(request.state, "new")
        self.assertEqual(request.channel, "email")
        self.assertEqual(request.subject, "Запрос цены")
        self.assertIn("<b>насос</b>", request.body)
        self.assertEqual(request.contact_name, "Иван Петров")
        self.assertEqual(request.email_normalized, "ivan@stranger.example")
        self.assertTrue(request.name.startswith("R"))
        lead = request.lead_id
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "lead",
                    "awaits_sorting": True,
                    "user_id": False,
                    "team_id": False,
                    "name": "Запрос цены",
                    "email_normalized": "ivan@stranger.example",
                    "registered_at": request.registered_at,
                    "source_id": self.env.ref("crm_sales_flow.utm_source_undefined").id,
                    "medium_id": self.env.ref("utm.utm_medium_email").id,
                }
            ],
        )
        self.assertEqual(lead.partner_id, request.partner_id)
        self.assertEqual(lead.partner_id.client_status, "potential")
        self.assertEqual(request.letter_ids.state, "done")

    def test_C05_long_name_of_the_sender_has_no_space_inside(self):
        sender = email.message.EmailMessage()
        sender["From"] = "Васильева Татьяна Николаевна <t.vasilieva@stranger.example>"
        sender["Subject"], sender["Message-Id"] = "Насос", "<long-name@stranger.example>"
        sender.set_content("Нужен насос")
        self.assertIn(b"?=\n =?", sender.as_bytes(), "the name is carried in two parts")
        request = self.receive(sender.as_bytes())
        self.assertEqual(request.contact_name, "Васильева Татьяна Николаевна")

    def test_C09_attachments_are_on_the_request_and_on_the_lead(self):
        request = self.receive(self.letter(attach="тех задание.pdf"))
        for record in (request, request.lead_id):
            files = self.env["ir.attachment"].search(
                [("res_model", "=", record._name), ("res_id", "=", record.id)]
            )
            self.assertEqual(files.mapped("name"), ["тех задание.pdf"])
            self.assertEqual(files.raw, PDF)

    def test_C01_windows_1251_as_text_and_as_8_bit(self):
        request = self.receive(self.letter("Нужна камера", charset="windows-1251"))
        self.assertIn("Нужна камера", request.body)
        raw = (
            "From: petr@stranger.example\r\nSubject: Насос\r\nMessage-Id: <8bit@x>\r\n"
            "Content-Type: text/plain; charset=windows-1251\r\n"
            "Content-Transfer-Encoding: 8bit\r\n\r\nНужен насос\r\n"
        ).encode("cp1251")
        self.assertIn("Нужен насос", self.receive(raw).body)

    def test_C03_same_letter_twice_is_one_request(self):
        raw = self.letter()
        request = self.receive(raw)
        self.assertEqual(self.receive(raw), request)
        other_way = b"Received: from relay.example by mx.example\r\n" + raw
        self.assertEqual(self.receive(other_way), request)
        self.assertEqual(self.Request.search_count([("email_from", "like", "stranger")]), 1)

    def test_C08_reply_of_a_robot_is_no_answer_of_the_client(self):
        deal = self.make_deal()
        question = self.as_user("manager", deal).message_post(
            body="When do you decide?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.client_person.ids,
        )
        since = deal.answer_awaited_since
        self.assertTrue(since)
        reply = {
            "From": "testov@client.example",
            "In_Reply_To": question.message_id,
            "Subject": "Re: Vacuum chamber",
        }
        robot = {"Auto_Submitted": "auto-replied", "Message_Id": "<away@client.example>"}
        self.receive(self.letter("На отдыхе", **reply, **robot))
        self.assertIn("На отдыхе", deal.message_ids[0].body)
        self.assertEqual(deal.answer_awaited_since, since)
        self.receive(self.letter("В пятницу", **reply, Message_Id="<self@client.example>"))
        self.assertIn("В пятницу", deal.message_ids[0].body)
        self.assertFalse(deal.answer_awaited_since)

    def test_C03_letter_without_message_id_is_known_again(self):
        raw = self.letter(Message_Id=None)
        request = self.receive(raw)
        self.assertTrue(request)
        self.assertEqual(self.receive(raw), request)
        self.assertTrue(self.receive(self.letter("Другой текст", Message_Id=None)))

    def test_C03_text_bytes_and_binary_are_accepted(self):
        raw = self.letter("Plain", Subject="Text", From="a@stranger.example")
        self.assertTrue(self.receive(raw.decode()))
        binary = xmlrpc.client.Binary(self.letter(Message_Id="<other@x>"))
        self.assertTrue(self.receive(binary))

    def test_C03_letter_by_alias_without_a_fallback_model(self):
        alias = self.env.ref("crm_sales_flow.mail_alias_requests")
        domain = self.env["mail.alias.domain"].create({"name": "company.example"})
        alias.alias_domain_id = domain
        self.assertEqual(self.receive(self.letter(), model=False).state, "new")

    def test_C03_bad_letters_are_kept_and_shown(self):
        cases = {
            "no sender": self.letter(From=None, Message_Id="<1@x>"),
            "long subject": self.letter(Subject="я" * 10_000, Message_Id="<2@x>"),
            "unknown charset": self.letter(Message_Id="<3@x>").replace(
                b'charset="utf-8"', b'charset="x-7"'
            ),
            "nul bytes": self.letter("a", Message_Id="<4@x>").replace(b"a\n", b"a\x00b\n"),
            "long id": self.letter(Message_Id=f"<{'q' * 9000}@x>"),
            "no headers": b"\x00\xff\xfe nonsense",
            "empty": b"",
            "cut multipart": self.letter(attach="a.pdf", Message_Id="<5@x>")[:600],
        }
        for name, raw in cases.items():
            with self.subTest(name):
                request = self.receive(raw)
                self.assertIn(request.state, ("new", "attached", "broken"))
                self.assertEqual(request.letter_ids._source(), raw)
                self.assertTrue(
                    self.receive(self.letter(Message_Id=f"<after-{name}@x>".replace(" ", "-")))
                )

    def test_C03_script_of_a_stranger_is_not_kept(self):
        html = '<p onclick="x()">Насос</p><script>alert(1)</script><img src=x onerror="y()">'
        body = self.receive(self.letter(html=html)).body
        self.assertIn("Насос", body)
        for word in ("script", "onclick", "onerror"):
            self.assertNotIn(word, body)

    def test_C04_sender_is_known_by_any_spelling_and_by_extra_address(self):
        self.client_person.extra_email_ids = [(0, 0, {"email": "Second@Client.example"})]
        first = self.receive(self.letter(From="P <TESTOV@Client.Example>"))
        self.assertEqual(first.partner_id, self.client_person)
        self.assertFalse(first.lead_id)
        second = self.receive(self.letter(From="second@client.example", Message_Id="<2@x>"))
        self.assertEqual(second.partner_id, self.client_person)

    def test_C06_one_open_deal_gets_the_letter(self):
        deal = self.make_deal()
        raw = self.letter("Когда отгрузка?", From="testov@client.example", attach="схема.pdf")
        request = self.receive(raw)
        self.assertEqual(request.state, "attached")
        self.assertEqual(request.lead_id, deal)
        self.assertFalse(request.sorted_by_id)
        message = deal.message_ids.filtered(lambda message: message.message_type == "email")
        self.assertIn("Когда отгрузка?", message.body)
        self.assertEqual(message.author_id, self.client_person)
        self.assertEqual(message.attachment_ids.mapped("name"), ["схема.pdf"])
        self.assertIn(deal.user_id.partner_id, message.notified_partner_ids)
        leads = self.env["crm.lead"].search([("partner_id", "child_of", self.client_company.id)])
        self.assertEqual(leads, deal)

    def test_C07_the_answer_to_a_letter_from_the_deal_comes_to_the_deal(self):
        """By the headers alone: from another address, and among several deals of the client."""
        deal, _other = self.make_deal(name="Asked"), self.make_deal(name="Another")
        asked = self.as_user("manager", deal).message_post(
            body="Which volume?",
            partner_ids=self.client_person.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        count = self.Request.search_count([])
        for number, sender in enumerate(("testov@client.example", "colleague@client.example")):
            raw = self.letter(
                "One hundred litres",
                From=sender,
                Message_Id=f"<answer-{number}@client.example>",
                In_Reply_To=asked.message_id,
            )
            with self.subTest(sender=sender):
                self.assertFalse(self.receive(raw))
                self.assertIn("One hundred litres", deal.message_ids[0].body)
                self.assertEqual(deal.message_ids[0].parent_id, asked)
        self.assertEqual(self.Request.search_count([]), count)

    def test_C06_none_or_several_deals_wait_for_sorting(self):
        none = self.receive(self.letter(From="testov@client.example"))
        self.assertEqual((none.state, none.lead_id.id), ("new", False))
        deals = self.make_deal() + self.make_deal(name="Second")
        several = self.receive(self.letter(From="testov@client.example", Message_Id="<2@x>"))
        self.assertEqual((several.state, several.lead_id.id), ("new", False))
        self.assertEqual(several.candidate_lead_ids, deals)

    def test_E08_second_letter_of_a_stranger_hangs_on_his_lead(self):
        first = self.receive(self.letter())
        answer = self.letter("Дополняю", Message_Id="<2@x>", In_Reply_To=first.message_uid)
        second = self.receive(answer)
        self.assertNotEqual(first, second)
        self.assertNotEqual(first.name, second.name)
        self.assertEqual(second.lead_id, first.lead_id)
        self.assertEqual(first.lead_id.request_count, 2)
