import base64

from odoo.tests import new_test_user

from ..models.deal.crm_data_import_columns import columns, sheet_titles
from ..tools import workbook
from .common import SalesFlowCase


class ImportCase(SalesFlowCase):
    """Workbooks of the going live, checked and imported as the window does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(
            cls.env,
            "flow_implementer",
            groups="base.group_system,crm_sales_flow.group_director",
        )

    def make(self, sheets, update=False):
        """An import of {kind: list of {column: value}} by the administrator."""
        env = self.env(user=self.admin)
        book = []
        for kind, rows in sheets.items():
            found = columns(env, kind)
            lines = [[row.get(column.code) for column in found] for row in rows]
            book.append((sheet_titles(env)[kind], [], [[c.label for c in found], *lines]))
        return env["crm.data.import"].create(
            {
                "file": base64.b64encode(workbook.write_sheets(book)),
                "file_name": "old.xlsx",
                "update_existing": update,
            }
        )

    def check(self, job):
        """What the window does: batch by batch until nothing is left to be said."""
        progress = job.check_batch()
        while progress["done"] < progress["total"]:
            progress = job.check_batch()
        self.assertEqual(job.state, "checked")
        return job

    def run_all(self, sheets, update=False):
        job = self.check(self.make(sheets, update))
        while job.state != "done":
            job.run_batch()
        job.invalidate_recordset()
        return job
