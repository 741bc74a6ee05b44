from odoo import fields
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestTasksRoles(SalesFlowCase):
    def test_G03_countdown_stands_in_the_bar_of_every_role(self):
        """The bar is drawn before anything else: an error there leaves an empty screen."""
        call = self.make_deal(type="lead")._flow_schedule("first_call")
        call.deadline_at = fields.Datetime.now()
        for login in self.users:
            with self.subTest(role=login):
                tasks = self.as_user(login, self.env["mail.activity"]).flow_countdown()
                self.assertEqual(bool(tasks), login == "manager")
