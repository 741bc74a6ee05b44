import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.deal.crm_data_import_columns import columns, sheet_titles
from ..tools import workbook
from .import_common import ImportCase


@tagged("post_install", "-at_install")
class TestDealImport(ImportCase):
    """X06, AB11: clients, contacts and running deals come from a workbook, and come once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = {
            "client": [
                {"number": "T-15", "name": "OOO Old Works", "inn": "7707083893"},
                {"number": "T-16", "name": "OOO Second", "phone": "+7 495 765-43-21"},
            ],
            "contact": [{"name": "Ivan Oldov", "client": "T-15", "email": "oldov@works.example"}],
            "deal": [
                cls.deal_row(
                    "T-C-1", amount=100.5, contact="Ivan Oldov", step="Call about the pump"
                ),
                cls.deal_row("T-C-2", client="OOO Second", stage="Service", amount="1 000,25"),
            ],
        }

    @classmethod
    def deal_row(cls, number, **values):
        return {
            "number": number,
            "name": f"Deal {number}",
            "client": "T-15",
            "team": cls.team.name,
            "manager": "flow_manager",
            "stage": "Reservation / production",
            **values,
        }

    def rejected(self, kind, row):
        sheets = {**self.good, kind: [row]}
        job = self.check(self.make(sheets))
        found = job.row_ids.filtered(lambda line: line.kind == kind)
        self.assertEqual(found.state, "rejected")
        return found.reason

    # ------------------------------------------------------------- the way

    def test_AB11_preview_writes_nothing(self):
        before = self.env["res.partner"].search_count([]), self.env["crm.lead"].search_count([])
        job = self.check(self.make(self.good))
        self.assertEqual(set(job.row_ids.mapped("state")), {"create"})
        self.assertEqual((job.rows_in_file, job.rows_waiting, job.rows_in_crm), (5, 5, 0))
        after = self.env["res.partner"].search_count([]), self.env["crm.lead"].search_count([])
        self.assertEqual(before, after)

    def test_AB11_rows_that_were_not_read_yet_are_not_in_the_crm(self):
        job = self.make({"client": self.good["client"]})
        job.check_batch()
        self.assertEqual(set(job.row_ids.mapped("state")), {False})
        self.assertEqual((job.rows_in_file, job.rows_in_crm), (2, 0))
        self.assertFalse(job.totals_match)

    def test_AB11_import_brings_everything_and_the_totals_agree(self):
        job = self.run_all(self.good)
        self.assertEqual(job.row_ids.filtered("reason").mapped("reason"), [])
        self.assertEqual((job.rows_in_crm, job.rows_rejected), (5, 0))
        self.assertAlmostEqual(job.amount_in_file, 1100.75)
        self.assertAlmostEqual(job.amount_in_crm, 1100.75)
        self.assertTrue(job.totals_match)
        deal = self.env["crm.lead"].search([("old_number", "=", "T-C-1")])
        self.assertEqual(deal.partner_id.inn, "7707083893")
        self.assertEqual(deal.contact_id.email, "oldov@works.example")
        self.assertEqual(deal.user_id, self.users["manager"])
        self.assertEqual(deal.activity_ids.summary, "Call about the pump")
        self.assertEqual(deal.activity_ids.user_id, self.users["manager"])

    def test_AB11_any_stage_may_be_set_and_the_history_says_so(self):
        self.run_all(self.good)
        deal = self.env["crm.lead"].search([("old_number", "=", "T-C-2")])
        self.assertEqual(deal.stage_id, self.stages["service"])
        self.assertEqual(deal.history_ids.stage_id, self.stages["service"])
        self.assertEqual(deal.history_ids.user_id, self.admin)
        self.assertIn("old.xlsx", str(deal.message_ids.mapped("body")))

    def test_AB11_the_same_file_twice_changes_nothing(self):
        self.run_all(self.good)
        counts = self.env["res.partner"].search_count([]), self.env["crm.lead"].search_count([])
        for update in (False, True):
            job = self.run_all(self.good, update)
            self.assertEqual(set(job.row_ids.mapped("state")), {"same"})
            self.assertFalse(job.row_ids.filtered("reason"))
            self.assertTrue(job.totals_match)
            now = self.env["res.partner"].search_count([]), self.env["crm.lead"].search_count([])
            self.assertEqual(counts, now)

    def test_AB11_what_differs_is_named_and_changed_only_on_demand(self):
        self.run_all(self.good)
        deal = self.env["crm.lead"].search([("old_number", "=", "T-C-1")])
        changed = {"deal": [self.deal_row("T-C-1", amount=500)], "client": self.good["client"]}
        row = self.run_all(changed).row_ids.filtered(lambda line: line.kind == "deal")
        self.assertEqual(row.state, "same")
        self.assertIn("Expected Revenue", row.reason)
        self.assertEqual(deal.expected_revenue, 100.5)
        self.run_all(changed, update=True)
        self.assertEqual(deal.expected_revenue, 500)

    def test_AB11_nobody_is_flooded_with_letters(self):
        self.users["manager"].notification_type = "inbox"
        before = self.env["mail.notification"].search_count([])
        job = self.check(self.make(self.good).with_context(tracking_disable=False))
        while job.state != "done":
            job.run_batch()
        self.assertEqual(job.rows_in_crm, 5)
        self.assertEqual(self.env["mail.notification"].search_count([]), before)

    def test_X06_clients_are_known_again_by_their_keys(self):
        company = self.client_company
        company.write({"inn": "7728168971", "phone": "+7 495 111-22-33"})
        rows = [
            {"name": company.name, "inn": "7728168971"},
            {"name": "By phone", "phone": "8 (495) 111-22-33"},
            {"name": company.name},
        ]
        job = self.check(self.make({"client": rows}))
        self.assertEqual(job.row_ids.mapped("res_id"), [company.id] * 3)

    # ------------------------------------------------------------ rejections

    def test_AB11_every_problem_of_a_row_is_named(self):
        reason = self.rejected(
            "deal",
            self.deal_row("T-C-9", manager="Nobody", stage="Heaven", client="99", amount="a lot"),
        )
        self.assertIn("is not an amount", reason)
        reason = self.rejected(
            "deal", self.deal_row("T-C-9", manager="Nobody", stage="Heaven", client="99")
        )
        for text in ("«Nobody» is not known", "«Heaven» is not known", "«99» is not known"):
            self.assertIn(text, reason)

    def test_AB11_broken_values_are_refused(self):
        for values, text in (
            ({"closing": "soon"}, "is not a date"),
            ({"amount": -1}, "is below zero"),
            ({"name": "x" * 300}, "is too long"),
            ({"name": None}, "is not given"),
            ({"contact": "Stranger"}, "«Stranger» is not known"),
        ):
            with self.subTest(values=values):
                self.assertIn(text, self.rejected("deal", self.deal_row("T-C-9", **values)))
        self.assertIn("check digits", self.rejected("client", {"name": "Bad", "inn": "7707083894"}))

    def test_AB11_a_repeated_row_is_rejected_and_the_others_go_on(self):
        sheets = {**self.good, "deal": [*self.good["deal"], self.deal_row("T-C-1", amount=7)]}
        job = self.run_all(sheets)
        self.assertEqual(job.rows_rejected, 1)
        self.assertIn("row 2", job.row_ids.filtered(lambda r: r.state == "rejected").reason)
        self.assertTrue(job.totals_match)
        self.assertEqual(self.env["crm.lead"].search_count([("old_number", "=", "T-C-2")]), 1)

    def test_AB11_a_row_that_raises_leaves_the_next_alone(self):
        job = self.check(self.make(self.good))
        first = job.row_ids.filtered(lambda row: row.kind == "deal")[:1]
        self.patch(type(self.env["crm.lead"]), "_message_log", _refuse_the_first())
        while job.state != "done":
            job.run_batch()
        self.assertEqual(first.state, "rejected")
        self.assertEqual(first.reason, "Out of paper")
        self.assertFalse(self.env["crm.lead"].search([("old_number", "=", "T-C-1")]))
        self.assertTrue(self.env["crm.lead"].search([("old_number", "=", "T-C-2")]))

    def test_AB11_deals_of_a_rejected_client_are_rejected(self):
        sheets = {**self.good, "client": [{"number": "T-15", "name": "Bad", "inn": "1"}]}
        job = self.check(self.make({**sheets, "contact": [], "deal": [self.deal_row("T-C-1")]}))
        self.assertEqual(set(job.row_ids.mapped("state")), {"rejected"})

    def test_AB11_report_of_rejected_rows_is_imported_again(self):
        job = self.run_all({**self.good, "deal": [self.deal_row("=1+1", stage="Heaven")]})
        content = base64.b64decode(job.report_file)
        sheet = openpyxl.load_workbook(io.BytesIO(content))[sheet_titles(job.env)["deal"]]
        row = next(sheet.iter_rows(min_row=2))
        self.assertEqual((row[0].value, row[0].data_type), ("=1+1", "s"))
        self.assertIn("Heaven", row[-1].value)
        again = job.copy({"file": job.report_file, "state": "draft"})
        self.check(again)
        self.assertEqual(again.rows_rejected, 1)
        self.assertFalse(again.notice)

    # ------------------------------------------------------------- the file

    def test_AB11_a_file_that_is_no_workbook_is_refused_with_a_remedy(self):
        for content in (b"name;amount", b"PK\x03\x04"):
            job = self.make(self.good)
            job.file = base64.b64encode(content)
            with self.assertRaisesRegex(UserError, "xlsx"):
                job.action_check()

    def test_AB11_a_sheet_without_a_required_column_is_refused(self):
        job = self.make({})
        job.file = base64.b64encode(workbook.write_sheets([("Deals", [], [["Deal name"], ["x"]])]))
        with self.assertRaisesRegex(UserError, "Deal number"):
            job.action_check()

    def test_AB11_template_names_every_column_and_how_to_fill_it(self):
        env = self.env(user=self.admin)
        content = base64.b64decode(env["crm.data.import"].create({}).template_file)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["Clients", "Contacts", "Deals", "Instruction"])
        text = "\n".join(str(cell.value) for row in book["Instruction"].iter_rows() for cell in row)
        for column in columns(env, "deal"):
            self.assertIn(column.label, text)
        self.assertIn(self.team.name, text)
        self.assertIn(self.stages["service"].name, text)

    def test_AB11_only_an_administrator_imports(self):
        for login in ("director", "head", "manager"):
            with self.assertRaises(AccessError):
                self.as_user(login, self.env["crm.data.import"]).create({})


def _refuse_the_first():
    state = {"refused": False}

    def refuse(self, **kwargs):
        if not state["refused"]:
            state["refused"] = True
            raise ValueError("Out of paper")
        return self.env["mail.message"]

    return refuse
