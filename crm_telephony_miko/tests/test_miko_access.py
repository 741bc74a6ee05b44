from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..client import facts
from .common import CLIENT, DID, TelephonyCase

SECRETS = ("ami_secret", "rest_key", "ami_username", "host", "rest_url")


@tagged("post_install", "-at_install")
class TestMikoAccess(TelephonyCase):
    def test_AE03_secrets_are_for_administrators_only(self):
        for login in self.users:
            pbx = self.as_user(login, self.pbx)
            self.assertEqual(pbx.read(["name"])[0]["name"], "Exchange")
            for secret in SECRETS:
                with self.assertRaises(AccessError):
                    pbx.read([secret])
                with self.assertRaises(AccessError):
                    pbx.search([(secret, "=", "x")])

    def test_AE01_calls_are_seen_by_those_who_took_part_and_those_who_see_the_deal(self):
        self.client_person.phone = CLIENT
        self.make_deal()
        row = self.call()
        seen = {login for login in self.users if self.as_user(login, row).has_access("read")}
        departments = {"director", "sorter", "secretary", "marketer", "accountant"}
        self.assertEqual(seen, {"manager", "tester", "head", *departments})
        readers = {login for login in seen if self.as_user(login, row.leg_ids).has_access("read")}
        self.assertEqual(readers, seen)

    def test_AE01_internal_calls_are_for_those_who_took_part_and_for_the_director(self):
        row = self.call(direction=facts.INTERNAL, number="203", did="")
        seen = {login for login in self.users if self.as_user(login, row).has_access("read")}
        self.assertEqual(seen, {"manager", "director"})

    def test_AE01_nobody_changes_or_deletes_a_call(self):
        row = self.call()
        for login in self.users:
            for operation in ("write", "create", "unlink"):
                self.assertFalse(self.as_user(login, row).has_access(operation))

    def test_every_screen_opens_for_the_role(self):
        self.call()
        for login in ("manager", "head", "director", "secretary", "sorter"):
            calls = self.as_user(login, self.env["miko.call"]).search([])
            calls.read(["display_name", "talk_time", "partner_id", "lead_id", "leg_ids"])

    def test_numbers_are_in_the_lists_once(self):
        self.assertTrue(self.env["miko.line"]._line_of(self.pbx, "8 (495) 229-32-01"))
        for model, values in (
            ("miko.extension", {"number": "201"}),
            ("miko.line", {"number": DID, "name": "Again"}),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env[model].create({"pbx_id": self.pbx.id, **values})

    def test_the_number_on_a_deal_is_the_length_of_the_list_for_whoever_reads_it(self):
        self.client_person.phone = CLIENT
        deal = self.make_deal()
        self.call()
        self.call()
        readers = [user for user in self.users.values() if deal.with_user(user).has_access("read")]
        self.assertGreater(len(readers), 3)
        for user in readers:
            mine = deal.with_user(user)
            calls = self.env["miko.call"].with_user(user)
            listed = 0
            if calls.has_access("read"):
                listed = calls.search_count(mine.action_miko_calls()["domain"])
            self.assertEqual(mine.miko_call_count, listed, user.login)
            self.env.invalidate_all()

    def test_the_number_of_queries_does_not_grow_with_the_calls(self):
        self.client_person.phone = CLIENT
        deal = self.make_deal()
        for _call in range(4):
            self.call()
        deals = deal | self.make_deal() | self.make_deal()
        deals.invalidate_recordset()
        self.env.flush_all()
        with self.assertQueryCount(2):
            deals.mapped("miko_call_count")
