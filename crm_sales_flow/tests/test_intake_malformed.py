import logging
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import fragment_fromstring

from odoo.tests import tagged

from ..models.intake.crm_request_door import LetterTrace
from ..tools.letter import envelope_of
from .intake_common import IntakeCase
from .malformed_letters import SCRIPT, letters

HARMFUL_TAGS = {"script", "iframe", "frame", "object", "embed", "base", "meta", "form"}
HEADERS = ["From", "To", "Cc", "Subject", "Message-Id", "Date", "Content-Type", "References"]
HEADERS += ["MIME-Version", "Content-Transfer-Encoding", "In-Reply-To", "Return-Path"]
VALUES = [
    "multipart/mixed; boundary=q",
    "multipart/alternative",
    "text/html; charset=x",
    "message/rfc822",
    "base64",
    "quoted-printable",
    "=?utf-8?B?%%%?=",
    "<a@b>",
    '"',
    "Иван <i@generated.example>",
]


def harm_of(html):
    """What a browser would run of it: the words alone, written as text, harm nobody."""
    found = []
    for node in fragment_fromstring(html, create_parent="div").iter(etree.Element):
        found += [node.tag] * (node.tag in HARMFUL_TAGS)
        for name, value in node.attrib.items():
            scheme = "".join(sign for sign in value if sign > " ").lower().partition(":")[0]
            if name.startswith("on") or name == "srcdoc" or scheme in ("javascript", "vbscript"):
                found.append(f"{name}={value}")
    return found


@tagged("post_install", "-at_install")
class TestIntakeMalformed(IntakeCase):
    """C03: nothing a stranger sends raises, blocks the next letter or runs in a browser."""

    def setUp(self):
        super().setUp()
        self.env.ref("crm_sales_flow.request_template_proposal").sender = "bad.example"
        # Odoo says of some of these letters that they are odd; that is why they are here.
        for name in ("odoo.addons.mail.models.mail_thread", "odoo.tools.mail", "odoo.sql_db"):
            logger = logging.getLogger(name)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(logging.CRITICAL)

    def check(self, raw, request):
        self.assertTrue(request, "the letter is registered")
        self.assertIn(request.state, ("new", "attached", "filtered", "broken"))
        # Different letters of one Message-Id are one request and each keeps its source.
        self.assertIn(raw, [letter._source() for letter in request.letter_ids])
        self.assertNotIn("received", request.letter_ids.mapped("state"))
        request.invalidate_recordset()
        shown = [request.body or "", request.lead_id.description or ""]
        shown += [message.body or "" for message in request.message_ids]
        for html in filter(None, shown):
            self.assertFalse(harm_of(html), html[:500])
        self.assertTrue(request.display_name)

    def test_C03_sixty_letters_made_by_hand(self):
        made = dict(letters())
        self.assertGreaterEqual(len(made), 60)
        for number, (name, raw) in enumerate(made.items()):
            with self.subTest(name):
                self.check(raw, self.receive(raw))
                after = self.letter(
                    f"Письмо {number}", From=f"n{number}@good.example", Message_Id=f"<{number}@g>"
                )
                self.assertEqual(self.receive(after).state, "new", "the next letter goes on")

    def test_C03_the_check_knows_what_harms(self):
        for html in (
            "<script>1</script>",
            "<img onerror=1>",
            "<a href=' java\tscript:1'>",
            "<p srcdoc=1>",
            "<svg><a xlink:href='JavaScript:1'>",
            "<iframe>",
        ):
            self.assertTrue(harm_of(html), html)
        self.assertFalse(harm_of("<p>javascript: onerror=1 &lt;script&gt; <a href='https://x'>"))

    def test_C03_script_is_kept_as_text_only(self):
        raw = dict(letters())["subject is script"]
        request = self.receive(raw)
        self.assertIn(SCRIPT, request.subject)
        self.assertFalse(type(request).subject.type == "html")

    def test_C03_letter_that_fails_beside_a_good_one_of_its_id_is_settled(self):
        raw = self.letter(Message_Id="<a@b>")
        request = self.receive(raw)
        letter = self.Letter.search([("request_id", "=", request.id)])
        trace = LetterTrace(envelope_of(raw), letter.id, "crm.request")
        found = self.Request._register_unread(trace, raw, ValueError("broken"))
        self.env.cr.postcommit.run()
        self.assertEqual((found, letter.state, request.state), (request.id, "done", "new"))

    def test_C03_generated_letters(self):
        value = st.text(max_size=40) | st.sampled_from(VALUES)
        headers = st.lists(st.tuples(st.sampled_from(HEADERS), value), max_size=8)
        body = st.text(max_size=200) | st.sampled_from(["--q\r\n\r\nx", "--q--", "<p>Имя: a"])
        seen = set()

        @settings(deadline=None)
        @given(headers, body)
        def send(headers, body):
            text = "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n" + body
            raw = text.encode("utf-8", "surrogatepass")
            if raw not in seen:
                seen.add(raw)
                self.check(raw, self.receive(raw))

        with patch.object(type(self.env["mail.mail"]), "send"):
            send()
