from datetime import timedelta, timezone

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..client.ami import EVENT_FILTER
from ..client.check import Rights
from .common import TelephonyCase


@tagged("post_install", "-at_install")
class TestMikoCheck(TelephonyCase):
    """The self-test of an exchange (B01). The questions themselves are tested in tests/live."""

    def steps(self, pbx=None):
        admin = self.env.ref("base.user_admin")
        action = (pbx or self.pbx).with_user(admin).action_check()
        rows = self.env["miko.check"].with_user(admin).search(action["domain"])
        return {row.name: row for row in rows}

    def test_B01_what_is_not_set_up_is_said_with_its_remedy(self):
        self.pbx.write({"ami_secret": False, "rest_key": False})
        steps = self.steps()
        self.assertEqual([row.state for row in steps.values()], ["failed"] * 3)
        self.assertTrue(all(row.detail and row.remedy for row in steps.values()))
        self.assertIn("miko_listen", steps["Listener"].remedy)

    def test_B01_rights_that_lack_and_rights_that_are_too_wide(self):
        step = self.pbx._check_needed(Rights(("Originate",), (), 0.0))
        self.assertEqual((step["state"], step["detail"]), ("failed", "Refused: Originate"))
        step = self.pbx._check_needless(Rights((), ("Command",), 0.0))
        self.assertEqual(step["state"], "warning")

    def test_B01_the_clock_of_the_exchange(self):
        for ahead, state in ((0.3, "ok"), (-4.9, "ok"), (90.0, "failed"), (-90.0, "failed")):
            self.assertEqual(self.pbx._check_clock(ahead)["state"], state)
        self.assertIn("behind", self.pbx._check_clock(-90.0)["detail"])
        self.assertEqual(self.pbx._check_clock(None)["state"], "warning")

    def test_B01_calls_that_nobody_heard_point_at_the_filter(self):
        health = self.env["miko.health"]._of(self.pbx)
        health.connected_at = fields.Datetime.now() - timedelta(minutes=5)
        self.assertEqual(self.pbx._check_filter()["state"], "warning", "nothing is known yet")
        for number in range(3):
            row = self.record(began=self.began(number))
            row.history_id = 10 + number
        self.assertEqual(self.pbx._check_filter()["state"], "ok")
        row.heard = False
        self.assertEqual(self.pbx._check_filter()["state"], "warning")
        self.env["miko.call"].search([]).heard = False
        step = self.pbx._check_filter()
        self.assertEqual(step["state"], "failed")
        self.assertIn("0 calls heard, 3", step["detail"])
        self.assertIn(EVENT_FILTER, step["remedy"], "to be copied as it is")

    def began(self, number):
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return now.timestamp() - 60 + number

    def test_AE03_only_an_administrator_tests(self):
        for login in self.users:
            with self.assertRaises(AccessError):
                self.as_user(login, self.pbx).action_check()

    def test_B01_a_port_is_a_port(self):
        for port in (0, -1, 70000):
            with self.assertRaises(ValidationError):
                self.pbx.ami_port = port
