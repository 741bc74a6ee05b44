"""A06: what somebody types into a window is nobody else's, before it is saved anywhere.

Odoo has no such rule for the models of windows: whoever may open one may read and change all.
"""

from odoo.tests import tagged

from odoo.addons.crm_sales_flow.tests.common import SalesFlowCase

from ground import addons


@tagged("standard", "post_install", "-at_install")
class TestWindows(SalesFlowCase):
    def windows(self):
        """All models of windows that are our own."""
        return [
            self.env[name]
            for name, model in sorted(self.registry.items())
            if model._original_module in addons.names() and model._transient
        ]

    def open_to(self, login, window, owner):
        """:return: what the rules let this person do with a window of that owner"""
        rules = self.env["ir.rule"].with_user(self.users[login])
        record = window.new({"create_uid": self.users[owner].id})
        modes = ("read", "write", "create", "unlink")
        return [
            mode
            for mode in modes
            if record.filtered_domain(rules._compute_domain(window._name, mode))
        ]

    def test_A06_every_window_is_of_who_opened_it(self):
        self.assertGreater(len(self.windows()), 20)
        for window in self.windows():
            for login in ("manager_two", "head", "director"):
                with self.subTest(window=window._name, role=login):
                    self.assertFalse(self.open_to(login, window, owner="manager"))
                    self.assertEqual(len(self.open_to(login, window, owner=login)), 4)
