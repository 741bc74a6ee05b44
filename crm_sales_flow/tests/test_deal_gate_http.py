from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealGateHttp(HttpCase, SalesFlowCase):
    """I06: the JSON API over the network, with a key of the manager, comes past no gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls.make_deal()
        cls.manager = cls.users["manager"]
        keys = cls.env["res.users.apikeys"].with_user(cls.manager).sudo()
        cls.key = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))

    def ask(self, method, **arguments):
        address = f"/json/2/crm.lead/{method}"
        headers = {"Authorization": f"Bearer {self.key}", "X-Odoo-Database": self.env.cr.dbname}
        return self.url_open(address, json={"ids": self.deal.ids, **arguments}, headers=headers)

    def test_I06_no_call_over_the_network_comes_past_a_gate(self):
        self.assertEqual(self.ask("read", fields=["name"]).json()[0]["name"], self.deal.name)
        won = self.stages["won"].id
        calls = {
            "write": {"vals": {"stage_id": won}},
            "web_save": {"vals": {"stage_id": won}, "specification": {}},
            "action_set_won": {},
            "action_set_won_rainbowman": {},
        }
        for method, arguments in calls.items():
            with self.subTest(method), mute_logger("odoo.http"):
                answer = self.ask(method, **arguments)
                self.assertGreaterEqual(answer.status_code, 400)
                self.assertIn("cannot go on yet", answer.json()["message"])
                self.env.invalidate_all()
                self.assertEqual(self.deal.stage_id, self.stages["needs"])
