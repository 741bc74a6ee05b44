"""A06: what our screens name is there: a widget that nobody knows is a plain text field."""

import re
from pathlib import Path

from lxml import etree

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

OURS = ("crm_sales_flow", "crm_telephony_miko", "crm_mailchimp_sync")
ADDED = re.compile(r'\.add\(\s*"([\w.]+)"')


@tagged("standard", "post_install", "-at_install")
class TestWidgets(TransactionCase):
    def known(self):
        """Whatever the browser's code of the installed modules registers."""
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        folders = [f"{get_module_path(name)}/static/src" for name in installed.mapped("name")]
        files = (path for folder in map(Path, folders) for path in folder.rglob("*.js"))
        return {name for path in files for name in ADDED.findall(path.read_text("utf-8"))}

    def test_A06_every_widget_of_our_screens_exists(self):
        query = """SELECT module || '.' || name, res_id FROM ir_model_data
                    WHERE model = 'ir.ui.view' AND module IN %s"""
        known, found = self.known(), dict(self.env.execute_query(SQL(query, OURS)))
        self.assertGreater(len(known), 500)
        for name, view in found.items():
            arch = etree.fromstring(self.env["ir.ui.view"].browse(view).arch_db)
            wanted = {node.get("widget") for node in arch.xpath("//*[@widget]")}
            self.assertLessEqual(wanted, known, name)
