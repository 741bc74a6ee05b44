from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..client import actions, facts
from ..client.errors import Refused, Unanswered
from ..models.miko_call_action import DIAL_LOCK, MOST
from .common import CLIENT, TelephonyCase


@tagged("post_install", "-at_install")
class TestMikoDial(TelephonyCase):
    """Click-to-call (B08) and passing a call on (B05); the exchange's side is in tests/unit."""

    def setUp(self):
        super().setUp()
        self.pbx.write({"host": "pbx.invalid", "ami_username": "odoo"})
        self.sent = []
        for name in ("originate", "transfer"):
            self.patch(actions, name, lambda *args, name=name: self.sent.append((name, *args[1:])))

    def calls(self, login="manager"):
        return self.as_user(login, self.env["miko.call"])

    def test_B08_the_own_phone_rings_and_the_number_is_dialled(self):
        told = self.calls().dial("8 (916) 123-45-67")
        self.assertEqual(self.sent, [("originate", "201", CLIENT, "79031112233")])
        self.assertIn("201", told)

    def test_B08_a_foreign_number_is_dialled_as_it_is_written(self):
        written = {
            "+375 29 123-45-67": "+375291234567",
            "8-10-375-29-123-45-68": "810375291234568",
            "+49 30 123456 доб. 12": "+4930123456",
            "+7 916 123-45-68": "79161234568",
        }
        for text, dialled in written.items():
            self.sent.clear()
            self.calls().dial(text)
            self.assertEqual(self.sent[0][2], dialled, text)

    def test_B08_a_second_click_is_not_a_second_call(self):
        with freeze_time("2026-04-13 08:00:00"):
            self.calls().dial(CLIENT)
            self.calls("head").dial(CLIENT)
        with freeze_time("2026-04-13 08:00:04"):
            self.calls().dial("+7 916 123-45-67")
        self.assertEqual(len(self.sent), 2, "one of each")
        with freeze_time("2026-04-13 08:00:06"):
            self.calls().dial(CLIENT)
        self.assertEqual(len(self.sent), 3)

    def test_B08_a_click_while_the_first_is_on_its_way_is_not_a_second_call(self):
        with db_connect(self.env.cr.dbname).cursor() as other:
            lock = [DIAL_LOCK, self.users["manager"].id]
            other.execute("SELECT pg_advisory_xact_lock(%s, %s)", lock)
            self.assertIn("already", self.calls().dial(CLIENT))
            self.calls("head").dial(CLIENT)
        self.assertEqual([call[1] for call in self.sent], ["202"])
        self.calls().dial(CLIENT)
        self.assertEqual(len(self.sent), 2)

    def test_B08_nobody_dials_without_end(self):
        with freeze_time("2026-04-13 08:00:00"):
            for number in range(MOST):
                self.calls().dial(f"7916123450{number}")
            with self.assertRaisesRegex(UserError, "Too many"):
                self.calls().dial(CLIENT)
            self.calls("head").dial(CLIENT)
        with freeze_time("2026-04-13 08:01:01"):
            self.calls().dial(CLIENT)
        self.assertEqual(len(self.sent), MOST + 2)

    def test_B08_a_call_that_was_not_confirmed_in_time_is_not_made_twice(self):
        def silent(*args):
            self.sent.append(args)
            raise Unanswered("The exchange does not answer")

        self.patch(actions, "originate", silent)
        with freeze_time("2026-04-13 08:00:00"):
            self.assertIn("may ring", self.calls().dial(CLIENT))
            self.calls().dial(CLIENT)
        self.assertEqual(len(self.sent), 1)

    def test_B08_without_an_extension_or_a_number_the_user_is_told(self):
        with self.assertRaisesRegex(UserError, "extensions"):
            self.calls("accountant").dial(CLIENT)
        with self.assertRaisesRegex(UserError, "no phone number"):
            self.calls().dial("ask Ivan")
        self.assertFalse(self.sent)

    def test_B08_trouble_is_told_in_words_and_without_secrets(self):
        def refuse(*_args):
            raise Refused("The exchange refuses the account of the manager interface")

        self.patch(actions, "originate", refuse)
        with self.assertRaisesRegex(UserError, "check name and password") as caught:
            self.calls().dial(CLIENT)
        self.assertNotIn("ami-secret", str(caught.exception))

    def test_B08_the_call_belongs_to_the_deal_it_was_dialled_from(self):
        self.client_person.phone = CLIENT
        self.make_deal()
        second = self.make_deal()
        self.calls().dial(CLIENT, "crm.lead", second.id)
        now = self.env["miko.dial"].search([], limit=1).dialled_at
        row = self.outgoing(by_click=True, began=now.timestamp() + 3)
        self.assertEqual(row.lead_id, second)

    def test_AE01_a_deal_that_the_user_may_not_read_is_not_chosen(self):
        other = {"team_id": self.other_team.id, "user_id": self.users["manager_two"].id}
        deal = self.make_deal(**other)
        self.calls().dial(CLIENT, "crm.lead", deal.id)
        self.assertFalse(self.env["miko.dial"].search([], limit=1).lead_id)

    def test_B05_the_call_goes_to_the_manager_of_the_client(self):
        self.client_person.phone = CLIENT
        self.make_deal(user_id=self.users["manager_two"].id)
        row = self.record(employee="202", last_employee="202")
        self.pbx.trunk_names = "200300"
        told = row.with_user(self.users["head"]).transfer()
        trunks = frozenset(("200300",))
        self.assertEqual(self.sent, [("transfer", row.linkedid, "202", "203", trunks)])
        self.assertIn(self.users["manager_two"].name, told)

    def test_B05_an_outgoing_call_is_not_passed_on_before_it_is_answered(self):
        going = {"state": facts.RINGING, "result": "", "answered_at": None, "ended_at": None}
        row = self.record(direction=facts.OUTBOUND, did="", legs=(), employee="202", **going)
        with self.assertRaisesRegex(UserError, "answers"):
            row.with_user(self.users["head"]).transfer()
        self.assertFalse(self.sent)

    def test_B05_a_manager_without_an_extension_cannot_be_reached(self):
        self.client_person.phone = CLIENT
        self.make_deal(user_id=self.users["manager_two"].id)
        self.env["miko.extension"].search([("number", "=", "203")]).unlink()
        row = self.record(employee="202", last_employee="202")
        with self.assertRaisesRegex(UserError, "no extension"):
            row.with_user(self.users["head"]).transfer()
        self.assertFalse(self.sent)
