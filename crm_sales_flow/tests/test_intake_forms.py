from datetime import timedelta
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .intake_common import IntakeCase

PATH = "/crm_sales_flow/v1/requests"
SITE = "https://site.example"
POST = {
    "name": "Анна",
    "phone": "8 (495) 765-43-21",
    "email": "anna@visitor.example",
    "message": "Нужна <b>камера</b>",
    "Объём": "100 л",
    "utm_source": "yandex",
    "utm_term": "вакуумный насос",
    "page": "https://site.example/kamery",
    "consent": "yes",
    "consent_version": "2026-11",
}


class FormCase(IntakeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls.env["crm.request.source"].create({"name": "site", "origins": SITE})
        cls.secret = cls.form.action_renew_secret()["context"]["default_secret"]

    def post(self, data=None, *, secret=True, as_json=True, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if secret:
            headers["Authorization"] = f"Bearer {self.secret if secret is True else secret}"
        body = {"json": POST if data is None else data} if as_json else {"data": data}
        return self.url_open(PATH, headers=headers, **body)

    def post_page(self, data=None, origin=SITE, **values):
        data = {**(data or POST), "key": self.form.public_key, **values}
        return self.post(data, secret=False, Origin=origin)

    def posted(self):
        return self.Request.search([("form_id", "=", self.form.id)])


@tagged("post_install", "-at_install")
class TestIntakeForms(FormCase):
    def test_D05_post_of_a_server_is_a_request(self):
        answer = self.post()
        self.assertEqual(answer.status_code, 201, answer.text)
        request = self.posted()
        self.assertEqual(answer.json(), {"number": request.name, "status": "registered"})
        self.assertRecordValues(
            request,
            [
                {
                    "channel": "site",
                    "state": "new",
                    "contact_name": "Анна",
                    "phone_key": "74957654321",
                    "email_normalized": "anna@visitor.example",
                    "told_source": "yandex",
                    "utm_term": "вакуумный насос",
                    "landing_url": "https://site.example/kamery",
                    "consent_version": "2026-11",
                    "consent_address": "127.0.0.1",
                    "medium_id": self.env.ref("utm.utm_medium_website").id,
                    "source_id": self.env.ref("crm_sales_flow.utm_source_yandex").id,
                }
            ],
        )
        self.assertTrue(request.consent_at)
        self.assertIn("Объём: 100 л", request.body)
        self.assertIn("&lt;b&gt;камера", request.body)
        self.assertTrue(request.lead_id.awaits_sorting)
        self.assertEqual(request.lead_id.utm_term, "вакуумный насос")

    def test_D05_form_urlencoded_and_other_names(self):
        data = {"Name": "Анна", "Phone": "+7 495 765 43 21", "Textarea": "Вопрос", "tranid": "1:2"}
        self.assertEqual(self.post(data, as_json=False).status_code, 201)
        again = self.post({**data, "formid": "f7"}, as_json=False)
        self.assertEqual((again.status_code, again.json()["status"]), (200, "known"))
        self.assertEqual(self.posted().contact_name, "Анна")

    def test_D05_test_request_of_a_builder(self):
        answer = self.post({"test": "test"}, as_json=False, secret=False)
        self.assertEqual((answer.status_code, answer.text), (200, "ok"))
        self.assertFalse(self.posted())

    def test_D05_same_key_is_one_request(self):
        first = self.post(Idempotency_Key="abc")
        again = self.post({"phone": "84950000000"}, Idempotency_Key="abc")
        self.assertEqual((first.status_code, again.status_code), (201, 200))
        self.assertEqual(first.json()["number"], again.json()["number"])
        by_field = self.post({**POST, "request_uid": "abc"})
        self.assertEqual(by_field.status_code, 200)
        self.assertEqual(self.post({**POST, "request_uid": "я" * 190}).status_code, 201)
        self.assertEqual(self.post({**POST, "request_uid": "я" * 190}).status_code, 200)
        self.assertEqual(len(self.posted()), 2)

    def test_D05_wrong_key_is_refused(self):
        for secret in (False, "wrong", self.form.public_key, "Ключ".encode().decode("latin-1")):
            with self.subTest(secret=secret):
                answer = self.post(secret=secret)
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        old, self.secret = self.secret, self.form.action_renew_secret()["context"]["default_secret"]
        self.assertEqual(self.post(secret=old).status_code, 401)
        self.assertEqual(self.post().status_code, 201)
        self.form.active = False
        self.assertEqual(self.post().status_code, 401)

    def test_D05_public_key_works_on_its_own_pages_only(self):
        self.assertEqual(self.post_page().status_code, 201)
        self.assertEqual(self.post_page(origin="https://SITE.example:443/").status_code, 403)
        for origin in ("https://other.example", "http://site.example", "null", "https://["):
            with self.subTest(origin=origin):
                self.assertEqual(self.post_page(origin=origin).status_code, 403)
        answer = self.post({**POST, "key": self.form.public_key}, secret=False)
        self.assertEqual(answer.status_code, 403, "no origin at all")
        self.assertEqual(len(self.posted()), 1)

    def test_D05_browser_asks_first(self):
        answer = self.url_open(
            PATH,
            method="OPTIONS",
            headers={"Origin": SITE, "Access-Control-Request-Method": "POST"},
        )
        self.assertEqual(answer.status_code, 204)
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
        self.assertIn("Content-Type", answer.headers["Access-Control-Allow-Headers"])
        self.assertEqual(self.post_page().headers["Access-Control-Allow-Origin"], "*")
        self.assertNotIn(
            "session_id", self.post_page(request_uid="c").headers.get("Set-Cookie", "")
        )

    def test_D05_each_wrong_field_is_named(self):
        cases = [
            ({"name": "x"}, {"phone"}),
            ({"phone": "12"}, {"phone"}),
            ({"phone": "84957654321", "email": "no mail"}, {"email"}),
            ({"phone": ["84957654321"], "email": {"a": 1}}, {"phone", "email"}),
            ({"phone": "84957654321", "name": "x" * 201, "Чужое": [1]}, {"contact_name", "Чужое"}),
            ({"phone": "84957654321", "text": "x" * 20_001}, {"text"}),
        ]
        for data, wrong in cases:
            with self.subTest(wrong=wrong):
                answer = self.post(data)
                self.assertEqual(answer.status_code, 400)
                self.assertIn("application/problem+json", answer.headers["Content-Type"])
                self.assertEqual({error["field"] for error in answer.json()["errors"]}, wrong)
        self.assertFalse(self.posted())

    def test_D05_what_is_no_form_is_refused(self):
        for body in (b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000):
            with self.subTest(body[:9]):
                answer = self.url_open(
                    PATH, data=body or b" ", headers={"Content-Type": "application/json"}
                )
                self.assertEqual(answer.status_code, 400)
        big = self.post({**POST, "text": "x" * 300_000})
        self.assertEqual(big.status_code, 413)
        big = self.post({**POST, "text": "x" * 300_000}, as_json=False)
        self.assertEqual(big.status_code, 413)
        self.assertFalse(self.posted())

    def test_D05_limits_are_counted_in_the_database(self):
        codes = [self.post_page(request_uid=str(n)).status_code for n in (*range(6), 0)]
        self.assertEqual(codes, [201] * 5 + [429, 200], "Of a repeated post nothing is counted.")
        self.assertEqual(self.post_page().headers["Retry-After"], "60")
        self.assertEqual(self.post().status_code, 201, "the server has a limit of its own")
        self.form.rate_total = 6
        self.assertEqual(self.post().status_code, 429)
        hits = self.env["crm.request.source.hit"].search([("source_id", "=", self.form.id)])
        hits.at = fields.Datetime.now() - timedelta(minutes=2)
        self.assertEqual(self.post_page(request_uid="later").status_code, 201)

    def test_C08_form_filled_in_by_a_program_is_visible(self):
        self.assertEqual(self.post_page(homepage="http://spam.example").status_code, 201)
        request = self.posted()
        self.assertEqual((request.state, request.filter_reason), ("filtered", "trap"))
        self.assertFalse(request.lead_id or request.answer_state)
        self.as_user("sorter", request).action_process_again()
        self.assertEqual((request.state, request.answer_state), ("new", "due"))
        self.assertTrue(request.lead_id)

    def test_D05_fault_behind_the_form_keeps_the_request(self):
        with patch.object(type(self.Request), "_make_leads", side_effect=ZeroDivisionError("x")):
            self.assertEqual(self.post().status_code, 201)
        request = self.posted()
        self.assertEqual(request.state, "broken")
        self.assertIn("ZeroDivisionError", request.error)
        self.as_user("sorter", request).action_process_again()
        self.assertTrue(request.lead_id)

    def test_D05_keys_are_for_administrators_only(self):
        self.assertEqual(len(self.form.secret_hash), 64)
        self.assertNotIn(self.secret, str(self.form.read()))
        for login, more in {"director": (), "manager": ("snippet",)}.items():
            form = self.as_user(login, self.form)
            self.assertEqual(form.name, "site")
            for name in ("public_key", "secret_hash", *more):
                with self.assertRaises(AccessError):
                    form.read([name])
            with self.assertRaises(AccessError):
                form.action_renew_secret()
        self.assertIn(self.form.public_key, self.form.snippet)
        self.assertIn(PATH, self.form.snippet)
        self.assertNotIn("CRM_FLOW_", self.form.snippet)
        with self.assertRaises(ValidationError):
            self.form.origins = "site.example"

    def test_D05_any_post_is_survived(self):
        text = st.text(max_size=30)
        value = text | st.none() | st.booleans() | st.integers() | st.lists(text, max_size=2)
        names = text | st.sampled_from(["phone", "email", "name", "page", "text", "utm_term"])

        @settings(deadline=None)
        @given(st.dictionaries(names, value, max_size=6))
        def send(data):
            data = {**data, "phone": "+7 495 765-43-21"}
            self.assertIn(self.post(data).status_code, (200, 201, 400), data)

        self.form.rate_total = 10_000
        send()
        self.assertFalse(self.posted().filtered(lambda request: request.state == "broken"))


@tagged("post_install", "-at_install")
class TestIntakeAnswers(FormCase):
    def run_job(self):
        self.env.ref("crm_sales_flow.ir_cron_answers").method_direct_trigger()
        domain = [("model", "=", "crm.request"), ("res_id", "in", self.posted().ids)]
        return self.env["mail.mail"].search(domain)

    def test_D06_one_answer_that_cannot_be_made_keeps_nobody_waiting(self):
        self.post()
        bad = self.posted()
        self.post({**POST, "email": "boris@visitor.example", "phone": "+7 812 7654321"})
        good = self.posted() - bad
        language = type(bad)._answer_language

        def fail_on_bad(request):
            if request == bad:
                raise ValueError(request.name)
            return language(request)

        self.patch(type(bad), "_answer_language", fail_on_bad)
        with (
            mute_logger("odoo.addons.mail.models.mail_render_mixin"),
            self.assertLogs("odoo.addons.crm_sales_flow.models.intake.crm_request_form"),
        ):
            self.run_job()
        self.assertEqual((bad.answer_state, good.answer_state), ("failed", "sent"))

    def test_D06_visitor_is_answered_once(self):
        self.post()
        request = self.posted()
        self.assertEqual(request.answer_state, "due")
        mail = self.run_job()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.email_to, "anna@visitor.example")
        self.assertIn(request.name, mail.subject)
        self.assertIn(request.name, mail.body_html)
        self.assertNotIn("Анна", mail.body_html)
        self.assertIn("auto-replied", mail.headers)
        self.assertEqual(mail.state, "outgoing")
        self.assertEqual(request.answer_state, "sent")
        self.assertEqual(self.run_job(), mail)

    def test_D06_none_within_the_hour_nor_without_an_address(self):
        self.post()
        self.post({**POST, "message": "again"})
        self.post({"phone": POST["phone"]})
        self.assertEqual(self.posted().mapped("answer_state"), ["due", "unneeded", False])
        self.assertEqual(len(self.run_job()), 1)
        self.posted().registered_at = fields.Datetime.now() - timedelta(hours=2)
        self.post()
        self.assertEqual(len(self.run_job()), 2)

    def test_D06_none_to_ourselves_nor_when_switched_off(self):
        domain = self.env["mail.alias.domain"].create({"name": "company.example"})
        self.env.ref("crm_sales_flow.mail_alias_requests").alias_domain_id = domain
        self.post({**POST, "email": "requests@company.example"})
        self.form.acknowledge = False
        self.post()
        self.assertEqual(self.posted().mapped("answer_state"), [False, False])

    def test_D06_visitor_of_a_form_that_writes_letters_is_answered(self):
        text = "Имя: Анна\nТелефон: 84957654321\nE-mail: anna@visitor.example"
        raw = self.letter(text, Subject="Заявка с сайта", From="r@site.example")
        self.assertEqual(self.receive(raw).answer_state, "due")
        plain = self.receive(self.letter(Message_Id="<2@x>"))
        self.assertFalse(plain.answer_state, "a letter of a person is answered by a person")
