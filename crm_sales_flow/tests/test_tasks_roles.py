from odoo import fields
from odoo.tests import tagged

from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestTasksRoles(SalesFlowCase):
    def test_E04_new_request_is_offered_by_role_without_asking_the_server(self):
        offered = {
            login
            for login, user in self.users.items()
            if self.env["ir.http"].with_user(user)._flow_registers()
        }
        managers = {"manager", "manager_two", "tester", "head", "director"}
        self.assertEqual(offered, managers | {"sorter", "secretary", "marketer"})

    def test_G03_countdown_stands_in_the_bar_of_every_role(self):
        """The bar is drawn before anything else: an error there leaves an empty screen."""
        call = self.make_deal(type="lead")._flow_schedule("first_call")
        call.deadline_at = fields.Datetime.now()
        for login in self.users:
            with self.subTest(role=login):
                tasks = self.as_user(login, self.env["mail.activity"]).flow_countdown()
                self.assertEqual(bool(tasks), login == "manager")
