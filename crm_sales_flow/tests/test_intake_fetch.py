from unittest.mock import patch

import psycopg2

from odoo.tests import tagged

from odoo.addons.mail.models import fetchmail

from .intake_common import IntakeCase


class Mailbox:
    """Letters on a server, with the mark that they have been read."""

    def __init__(self, letters):
        self.letters = dict(enumerate(letters, 1))
        self.seen = set()
        self.breaks_at = None

    def unread(self):
        return sorted(self.letters.keys() - self.seen)


class FakeImap(fetchmail.OdooIMAP4):
    """Odoo's own client, over a mailbox in memory instead of a line."""

    box = None

    def __init__(self, *_args, **_kwargs):
        self._unread_messages = None

    def login(self, *_args):
        """Everybody may."""

    def select(self, *_args):
        """There is one folder."""

    def search(self, *_args):
        return "OK", [" ".join(map(str, self.box.unread())).encode()]

    def fetch(self, message_set, message_parts):
        number = int(message_set)
        if "PEEK" not in message_parts:
            self.box.seen.add(number)
        if self.box.breaks_at == number:
            raise self.abort("the line has dropped")
        return "OK", [(b"", self.box.letters[number])]

    def store(self, message_set, command, flags):
        change = self.box.seen.add if command == "+FLAGS" else self.box.seen.discard
        change(int(message_set))

    def close(self):
        """Nothing to close."""

    def logout(self):
        """Nobody was in."""


@tagged("post_install", "-at_install")
class TestIntakeFetch(IntakeCase):
    def setUp(self):
        super().setUp()
        self.server = self.env["fetchmail.server"].create(
            {
                "name": "Requests",
                "server": "imap.example",
                "server_type": "imap",
                "user": "requests",
                "password": "x",
                "state": "done",
                "object_id": self.env["ir.model"]._get_id("crm.request"),
            }
        )
        letters = [
            self.letter(f"Письмо {n}", From=f"c{n}@far.example", Message_Id=f"<{n}@far.example>")
            for n in range(5)
        ]
        self.box = FakeImap.box = Mailbox(letters)

    def fetch(self):
        with (
            self.enter_registry_test_mode(),
            patch.object(fetchmail, "OdooIMAP4", FakeImap),
        ):
            self.env.ref("mail.ir_cron_mail_gateway_action").method_direct_trigger()

    def came(self):
        return self.Request.search([("email_from", "like", "far.example")])

    def test_C01_all_letters_of_a_mailbox_are_requests(self):
        self.fetch()
        self.assertEqual(len(self.came()), 5)
        self.assertFalse(self.box.unread())

    def test_C01_line_that_drops_half_way_loses_no_letter(self):
        self.box.breaks_at = 3
        self.fetch()
        self.assertEqual(len(self.came()), 2)
        self.assertEqual(self.box.unread(), [3, 4, 5])
        self.box.breaks_at = None
        self.fetch()
        self.assertEqual(len(self.came()), 5)
        self.assertEqual(len(set(self.came().mapped("message_uid"))), 5)

    def test_C01_letter_that_cannot_be_kept_stays_in_the_mailbox(self):
        Letter = type(self.Letter)
        keep = Letter._receive

        def failing(records, raw, uid, params):
            if uid == "<1@far.example>":
                raise psycopg2.OperationalError("disk full")
            return keep(records, raw, uid, params)

        with patch.object(Letter, "_receive", failing):
            self.fetch()
        self.assertEqual(self.box.unread(), [2, 3, 4, 5])
        self.fetch()
        self.assertEqual(len(self.came()), 5)

    def test_C01_letter_whose_reading_failed_for_the_moment_is_taken_up(self):
        with patch.object(
            type(self.Request), "_match", side_effect=psycopg2.OperationalError("gone")
        ):
            self.fetch()
        self.assertFalse(self.box.unread())
        letters = self.Letter.search([("state", "=", "received")])
        self.assertEqual(len(letters), 5)
        letters.received_at = "2026-01-01"
        with self.enter_registry_test_mode():
            self.env.ref("crm_sales_flow.ir_cron_letters").method_direct_trigger()
        self.assertEqual(len(self.came()), 5)
