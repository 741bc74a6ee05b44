from unittest.mock import patch

from requests import Request

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.intake import crm_request_source
from ..tools import form_file
from .intake_common import PDF
from .test_intake_forms import PATH, POST, SITE, FormCase


@tagged("post_install", "-at_install")
class TestIntakeFormFiles(FormCase):
    """D05, C09: the files of a form are kept on the request and go on to the deal."""

    def send(self, *files, secret=True, **values):
        """:param files: tuples of the name and the content; each is a field «files»."""
        headers = {"Authorization": f"Bearer {self.secret}"} if secret else {"Origin": SITE}
        parts = [("files", (name, content, "text/html")) for name, content in files]
        return self.url_open(PATH, data={**POST, **values}, files=parts, headers=headers)

    def stored(self, record):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return self.env["ir.attachment"].search([*domain, ("res_field", "=", False)], order="id")

    def refused(self, answer):
        self.assertEqual(answer.status_code, 400, answer.text)
        self.assertFalse(self.posted())
        return answer.json()["errors"]

    def test_C09_D05_files_are_on_the_request_and_on_the_lead(self):
        answer = self.send(("Задание.PDF", PDF), ("C:\\чертёж.dwg", b"AC1032"), ("", b""))
        self.assertEqual(answer.status_code, 201, answer.text)
        request = self.posted()
        self.assertEqual(request.contact_name, "Анна")
        self.assertEqual(request.utm_term, "вакуумный насос")
        self.assertRecordValues(
            self.stored(request),
            [
                {"name": "Задание.PDF", "mimetype": "application/pdf", "raw": PDF},
                {"name": "чертёж.dwg", "mimetype": "image/vnd.dwg", "raw": b"AC1032"},
            ],
        )
        lead = request.lead_id
        self.assertEqual(set(self.stored(lead).mapped("name")), {"Задание.PDF", "чертёж.dwg"})
        self.as_user("sorter", request).action_sort(self.team)
        self.as_user("head", lead).user_id = self.users["manager"]
        lead.convert_opportunity(lead.partner_id)
        self.assertEqual(len(self.stored(self.as_user("manager", lead))), 2)

    def test_D05_files_of_a_page_with_the_public_key(self):
        answer = self.send(("a.pdf", PDF), secret=False, key=self.form.public_key)
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(self.stored(self.posted()).name, "a.pdf")
        answer = self.url_open(PATH, data=POST, files=[("files", ("a.pdf", PDF))])
        self.assertEqual(answer.status_code, 401, "without a key nothing is kept")

    def test_C09_file_goes_to_the_open_deal_of_the_visitor(self):
        deal = self.make_deal()
        self.send(("a.pdf", PDF), email="testov@client.example", phone="")
        self.assertEqual(self.posted().lead_id, deal)
        self.assertEqual(self.stored(deal).mapped("name"), ["a.pdf"])

    def test_D05_repeated_post_keeps_one_copy(self):
        for status in (201, 200):
            self.assertEqual(self.send(("a.pdf", PDF), request_uid="u").status_code, status)
        self.assertEqual(len(self.stored(self.posted())), 1)

    def test_D05_second_try_of_the_transaction_has_all_files(self):
        Source = type(self.form)
        register, tries = Source._register_post, []

        def fail_once(*args):
            tries.append(args)
            if len(tries) == 1:
                raise ConcurrencyError("of two posts at once")
            return register(*args)

        with patch.object(Source, "_register_post", fail_once), mute_logger("odoo.service.model"):
            answer = self.send(("a.pdf", PDF), ("b.txt", b"text"))
        self.assertEqual((answer.status_code, len(tries)), (201, 2))
        self.assertEqual(self.stored(self.posted()).mapped("raw"), [PDF, b"text"])

    def test_D05_a_stranger_does_not_fill_the_disk(self):
        big, page = ("a.pdf", b"x" * 300_000), {"secret": False, "key": self.form.public_key}
        with patch.object(crm_request_source, "HOURLY_ADDRESS", 700_000):
            for status in (201, 201, 429):
                self.assertEqual(self.send(big, **page).status_code, status)
            self.assertEqual(self.send(("a.txt", b"small"), **page).status_code, 201)
        with patch.object(crm_request_source, "HOURLY", 700_000):
            self.assertEqual(self.send(big).status_code, 429)

    def test_D05_what_comes_in_pieces_is_counted_too(self):
        """Such a post does not say beforehand how long it is."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        files = [("files", ("a.pdf", b"x" * 300_000))]
        whole = Request("POST", self.base_url() + PATH, data=POST, files=files).prepare()
        headers["Content-Type"] = whole.headers["Content-Type"]
        with patch.object(crm_request_source, "HOURLY", 500_000):
            for status in (201, 429):
                answer = self.url_open(PATH, data=iter([whole.body]), headers=headers)
                self.assertEqual(answer.status_code, status, answer.text)
        self.assertEqual(len(self.stored(self.posted())), 1)

    def test_D05_too_many_and_too_large_files_are_refused_in_words(self):
        (error,) = self.refused(self.send(*[(f"{n}.txt", b"x") for n in range(6)]))
        self.assertEqual(error["field"], "files")
        self.assertIn("5", error["message"])
        with patch.object(form_file, "MAX_FILE", 10):
            (error,) = self.refused(self.send(("a.pdf", b"x" * 11)))
        self.assertIn("20", error["message"])  # the text is translated
        with patch.object(form_file, "MAX_TOGETHER", 10):
            self.refused(self.send(("a.pdf", b"x" * 6), ("b.pdf", b"x" * 6)))
        self.assertEqual(self.send(("a.pdf", b"x" * 300_000)).status_code, 201)

    def test_D05_body_beyond_all_limits_is_not_read(self):
        content = b"x" * (form_file.MAX_TOGETHER + 300 * 1024)
        self.assertEqual(self.send(("a.pdf", content)).status_code, 413)
        self.assertFalse(self.posted())

    def test_C03_page_or_program_of_a_stranger_is_not_kept(self):
        for name in (
            "a.html",
            "a.svg",
            "a.exe",
            "a.docm",
            "a",
            "a.pdf.js",
            ".htaccess",
            "a.pdf\x00.js",
        ):
            with self.subTest(name):
                (error,) = self.refused(self.send((name, b"<script>alert(1)</script>")))
                self.assertIn("PDF", error["message"])

    def test_C03_page_that_calls_itself_a_picture_is_given_back_as_a_picture(self):
        self.send(("a.png", b"<html><script>alert(1)</script>"))
        self.authenticate("admin", "admin")
        answer = self.url_open(f"/web/content/{self.stored(self.posted()).id}")
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
