from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .intake_common import IntakeCase

MAIL = "odoo.addons.mail.models.mail_thread"
DOOR = "odoo.addons.crm_sales_flow.models.intake.crm_request_door"
NET = "odoo.addons.crm_sales_flow.models.intake.crm_request_letter"


def odd(sender):
    return (
        f"From: {sender}\r\nTo: requests@company.example\r\nMessage-Id: <odd@x>\r\n\r\nhi".encode()
    )


@tagged("post_install", "-at_install")
class TestIntakePoison(IntakeCase):
    """Letters made to stop the intake: each is kept and shown, and the next one is read."""

    CASES = {
        "comments in comments": odd("(" * 5000 + "a@x.example"),
        "an address longer than an index": odd("\U00020000" * 980 + "@x.example"),
    }

    def run_net(self, fail_at=None):
        self.Letter.search([("state", "=", "received")]).received_at = "2026-01-01"
        # A cursor of a test would undo what others have committed: it goes back to the last point.
        calls, points, cr = [], [self.env.cr.savepoint()], self.env.cr

        def commit_progress(cron, processed=0, **kwargs):
            calls.append(processed)
            if len(calls) == fail_at:
                raise ValueError("cannot be stored")
            points[-1].close(rollback=False)
            points.append(cr.savepoint())
            cr.postcommit.run()
            return 10

        def rollback():
            points[-1].rollback()
            cr.postcommit.clear()

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", commit_progress),
            patch.object(cr, "rollback", rollback),
        ):
            self.Letter._cron_take_up()
        points[-1].close(rollback=False)

    def keep(self, raw, uid):
        kept = self.Letter._receive(raw, uid, {"model": "crm.request"})
        return self.Letter.browse(kept["id"])

    def test_C03_poison_letters_are_shown_and_others_are_read(self):
        for name, raw in self.CASES.items():
            with self.subTest(name), mute_logger("odoo.sql_db", DOOR):
                request = self.receive(raw.replace(b"odd@x", name[:10].encode() + b"@x"))
                self.env.flush_all()
                self.assertIn(request.state, ("new", "broken"))
                self.assertFalse(request.email_normalized)
        self.assertEqual(self.receive(self.letter()).state, "new")

    def test_C03_key_of_an_address_never_fails_and_fits_into_an_index(self):
        Partner = self.env["res.partner"]
        for address in ("(" * 5000 + "a@x.example", "q" * 400 + "@x.example"):
            self.assertFalse(Partner._flow_email_key(address))
        self.assertEqual(Partner._flow_email_key("A <B@x.example>"), "b@x.example")
        self.env["crm.request.sender"]._claim_senders(["\U00020000" * 5000])
        lines = [(0, 0, {"email": "\U00020000" * 980 + "@x.example"})]
        self.client_person.extra_email_ids = lines
        self.env.flush_all()

    def test_C03_letter_that_cannot_even_be_shown_is_registered_bare(self):
        values = {"partner_id": 10**9}  # PostgreSQL refuses it
        envelope = patch.object(
            type(self.Request), "_envelope_values", lambda *args: {"subject": "Pump", **values}
        )
        failing = patch.object(type(self.Request), "_match", side_effect=ValueError("a reason"))
        with envelope, failing, mute_logger("odoo.sql_db", DOOR):
            request = self.receive(self.letter())
        self.assertRecordValues(request, [{"state": "broken", "subject": False, "body": False}])
        self.assertIn("a reason", request.error)
        self.assertEqual(request.letter_ids.state, "broken")

    def test_C01_net_reads_good_letters_beside_poison_ones(self):
        bad = [self.keep(raw, f"<{name}>") for name, raw in self.CASES.items()]
        good = self.keep(self.letter(), "<good@x>")
        with mute_logger("odoo.sql_db", DOOR, NET):
            self.run_net()
        self.assertEqual(good.state, "done")
        for letter in bad:
            self.assertIn(letter.state, ("done", "broken"))

    def test_C01_net_gives_way_to_fresh_letters_and_gives_up_visibly(self):
        raw = self.letter("Плохое", Message_Id="<bad@x>")
        bad = self.keep(raw, "<bad@x>")
        process = type(self.env["mail.thread"]).message_process
        order = []

        def fail(thread, model, message, **kwargs):
            order.append(message)
            if message == raw:
                raise ValueError("each time")
            return process(thread, model, message, **kwargs)

        with patch.object(type(self.env["mail.thread"]), "message_process", fail), mute_logger(NET):
            self.run_net()
            self.assertEqual((bad.state, bad.takes), ("received", 1))
            fresh = self.keep(self.letter(), f"<{self.id()}@stranger.example>")
            self.run_net()
            self.assertEqual(order[-1], raw)
            self.assertEqual(fresh.state, "done")
            bad.takes = 9
            self.run_net()
        self.assertEqual(bad.state, "broken")
        self.assertEqual(bad.request_id.state, "broken")
        self.assertIn("each time", bad.request_id.error)

    def test_C03_what_fails_when_it_is_stored_does_not_stop_the_net(self):
        """The last values are written with the commit, after the letter has been read."""
        bad = self.keep(self.letter(Message_Id="<bad@x>"), "<bad@x>")
        good = self.keep(self.letter(), f"<{self.id()}@stranger.example>")
        with mute_logger(NET):
            self.run_net(fail_at=3)
        self.assertEqual((bad.state, good.state), ("received", "done"))

    def test_C01_net_goes_on_when_a_letter_is_gone_meanwhile(self):
        first, gone, last = (self.keep(self.letter(Message_Id=f"<{n}@x>"), n) for n in "abc")
        process = type(self.env["mail.thread"]).message_process

        def forget(thread, *args, **kwargs):
            gone.exists().unlink()
            return process(thread, *args, **kwargs)

        with patch.object(type(self.env["mail.thread"]), "message_process", forget):
            self.run_net()
        self.assertEqual((first | last).mapped("state"), ["done", "done"])

    def test_C01_letter_whose_source_is_lost_is_shown_in_the_end(self):
        """The file is missing, as after half a backup was restored."""
        lost = self.keep(self.letter(), "<lost@x>")
        lost.raw = False
        came = self.Request.search_count([])
        with mute_logger(NET):
            self.run_net()
            self.assertEqual((lost.state, self.Request.search_count([])), ("received", came))
            lost.takes = 9
            self.run_net()
        self.assertEqual((lost.state, lost.request_id.state), ("broken", "broken"))
        self.assertEqual(lost.request_id.message_uid, "<lost@x>")

    def test_C03_other_letter_with_a_known_message_id_is_a_request_of_its_own(self):
        first = self.receive(self.letter("Нужен насос", Message_Id="<form@site.example>"))
        raw = self.letter("Нужна камера", Message_Id="<form@site.example>")
        second = self.receive(raw)
        self.assertNotEqual(first, second)
        self.assertEqual(second.state, "attached")
        self.assertIn("@same-id>", second.message_uid)
        self.assertEqual(self.receive(b"Received: by other.example\r\n" + raw), second)
        other_sender = self.letter(
            "Нужен насос", Message_Id="<form@site.example>", From="b@other.example"
        )
        self.assertEqual(self.receive(other_sender).state, "new")
        second.sudo().write({"state": "broken", "lead_id": False})
        self.as_user("sorter", second).action_process_again()
        self.assertEqual(second.state, "attached")

    @mute_logger("odoo.sql_db")
    def test_C05_collision_of_two_letters_is_raised_for_retry_and_the_letter_waits(self):
        with patch.object(type(self.Request), "_match", side_effect=UniqueViolation("follower")):
            caught = None
            try:  # assertRaises would roll the kept letter back, too
                self.receive(self.letter())
            except ConcurrencyError as error:  # Odoo tries these again
                caught = error
        self.assertTrue(caught)
        self.assertEqual(self.Letter.search([], limit=1).state, "received")

    def test_C01_people_do_not_call_the_gateway(self):
        deal = self.make_deal()
        raw = self.letter("Согласны на любую цену", From="testov@client.example")
        for login in ("manager_two", "secretary", "sorter", "director"):
            Thread = self.as_user(login, self.env["mail.thread"])
            for model, thread in (("crm.request", None), ("crm.lead", deal.id)):
                with self.assertRaises(AccessError):
                    Thread.message_process(model, raw, thread_id=thread)
        self.assertFalse(self.Letter.search([]))
        admin = self.env.ref("base.user_admin")
        self.env["mail.thread"].with_user(admin).message_process("crm.request", raw)
        self.env.cr.postcommit.run()
        self.assertEqual(self.Letter.search([]).state, "done")

    def test_C01_defaults_of_the_mailbox_decide_nothing(self):
        deal = self.make_deal()
        given = {"state": "attached", "lead_id": deal.id, "name": "X", "partner_name": "OOO"}
        request = self.receive(self.letter(), custom_values=given)
        self.assertEqual((request.state, request.partner_name), ("new", "OOO"))
        self.assertNotEqual(request.lead_id, deal)
        self.assertNotEqual(request.name, "X")

    def test_C03_client_is_not_told_that_a_registered_letter_was_refused(self):
        alias = self.env.ref("crm_sales_flow.mail_alias_requests")
        alias.alias_domain_id = self.env["mail.alias.domain"].create({"name": "company.example"})
        failing = patch.object(type(self.Request), "_letter_values", side_effect=ValueError("x"))
        bounce = patch(f"{MAIL}.MailThread._routing_create_bounce_email")
        with failing, bounce as bounced, self.enter_registry_test_mode(), mute_logger(DOOR):
            request = self.receive(self.letter(), model=False)
        self.assertEqual(request.state, "broken")
        self.assertFalse(bounced.called)
        self.env.invalidate_all()
        self.assertNotEqual(alias.alias_status, "invalid")
