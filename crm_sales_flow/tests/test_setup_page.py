from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.deal.ir_actions_report import IrActionsReport as Report
from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestSetupPage(SalesFlowCase):
    """AB04: each line of the set-up page ticks by a real check."""

    def checks(self):
        model = self.env["crm.setup.check"].with_user(self.env.ref("base.user_admin"))
        model.action_open_page()
        return {check.name: check for check in model.search([("create_uid", "=", model.env.uid)])}

    def test_AB04_departments_tick_when_each_has_a_head_and_a_manager(self):
        row = self.checks()["Departments with Heads and managers"]
        self.assertFalse(row.is_ok)
        self.assertIn(self.other_team.name, row.detail)
        for team in self.env["crm.team"].search([("is_department", "=", True)]):
            team.user_id = team.user_id or self.users["director"]
            if not team.staff_ids:
                team.member_ids = self.users["secretary"]
        self.assertTrue(self.checks()["Departments with Heads and managers"].is_ok)

    def test_AB04_requisites_name_what_is_missing(self):
        self.env.company.write({"street": False, "phone": "+7 495 000-00-00"})
        row = self.checks()["Requisites of the company"]
        self.assertFalse(row.is_ok)
        self.assertIn("Street", row.detail)
        self.assertNotIn("Phone", row.detail)

    def test_AB04_outgoing_mail_is_really_connected_to(self):
        self.env["ir.mail_server"].search([]).active = False
        self.assertFalse(self.checks()["Outgoing mail"].is_ok)
        # A port on which nobody listens: the check connects and says so.
        self.env["ir.mail_server"].create(
            {"name": "Dead", "smtp_host": "127.0.0.1", "smtp_port": 9}
        )
        row = self.checks()["Outgoing mail"]
        self.assertFalse(row.is_ok)
        self.assertIn("Dead", row.detail)

    def test_AB04_every_row_leads_to_its_remedy(self):
        for row in self.checks().values():
            with self.subTest(row=row.name):
                if row.action_xmlid:
                    self.assertTrue(row.action_fix()["res_model"])
                else:  # done outside the program: the row says what
                    with self.assertRefused(row.detail):
                        row.action_fix()

    def test_AB04_products_tick_when_there_is_something_to_sell(self):
        product = self.env["product.template"].create({"name": "Pump", "sale_ok": True})
        self.assertTrue(self.checks()["Products to sell"].is_ok)
        (self.env["product.template"].search([("sale_ok", "=", True)]) | product).sale_ok = False
        row = self.checks()["Products to sell"]
        self.assertFalse(row.is_ok)
        self.assertIn("Add or import", row.detail)

    def test_AB04_printing_ticks_when_the_server_can(self):
        printers = {"chromium": "Chromium", "wkhtmltopdf": "wkhtmltopdf", False: "Install"}
        for printer, text in printers.items():
            with (
                self.subTest(printer=printer),
                patch.object(Report, "flow_form_printer", lambda *_args, p=printer: p),
            ):
                row = self.checks()["Printing to PDF"]
                self.assertEqual(row.is_ok, bool(printer))
                self.assertIn(text, row.detail)

    def test_setup_page_is_the_administrators(self):
        with self.assertRaises(AccessError):
            self.env["crm.setup.check"].with_user(self.users["director"]).action_open_page()
