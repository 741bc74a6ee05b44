import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import workbook
from .crm_data_import_columns import KINDS, columns, file_problem, sheet_titles

BATCH = 25  # rows that are written in one call
GLANCE = 500  # rows that are compared with the CRM in one call
WAITING, REJECTED, WRITTEN = ("create", "update"), ("rejected",), ("same", "created", "updated")
XLSX = "xlsx"


class CrmDataImport(models.Model):
    """Clients, contacts and running deals come from a workbook when the company goes live.

    The file is read into rows, each with what would be done with it; nothing else is written
    until the import is run, batch by batch. Rows are known again by a number or a natural key,
    so that the same file twice changes nothing (X06, AB11).
    """

    _name = "crm.data.import"
    _description = "Import of clients and deals"
    _order = "id desc"
    _rec_name = "file_name"

    file = fields.Binary(
        "Workbook", attachment=True, help="An Excel workbook (.xlsx) made from the template."
    )
    file_name = fields.Char()
    state = fields.Selection(
        [
            ("draft", "File"),
            ("checking", "Being checked"),
            ("checked", "Preview"),
            ("done", "Imported"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    update_existing = fields.Boolean(
        "Change what is already there",
        help="Otherwise a client, contact or deal that is already in the CRM stays as it is.",
    )
    notice = fields.Text("Not read", readonly=True)
    row_ids = fields.One2many("crm.data.import.row", "data_import_id", "Rows", readonly=True)
    rejected_row_ids = fields.One2many(
        "crm.data.import.row",
        "data_import_id",
        "Rejected rows",
        domain=[("state", "=", "rejected")],
        readonly=True,
    )
    rows_in_file = fields.Integer("Rows in the file", compute="_compute_totals")
    rows_waiting = fields.Integer("To be written", compute="_compute_totals")
    rows_rejected = fields.Integer("Rejected", compute="_compute_totals")
    rows_in_crm = fields.Integer("Rows in the CRM", compute="_compute_totals")
    amount_in_file = fields.Monetary("Amount in the file", compute="_compute_totals")
    amount_rejected = fields.Monetary("Amount rejected", compute="_compute_totals")
    amount_in_crm = fields.Monetary("Amount in the CRM", compute="_compute_totals")
    totals_match = fields.Boolean(
        "The totals agree",
        compute="_compute_totals",
        help="What is in the CRM and what was rejected make up the file, in rows and in money.",
    )
    template_file = fields.Binary(compute="_compute_template_file")
    report_file = fields.Binary(compute="_compute_report_file")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends("row_ids.state", "row_ids.amount", "row_ids.res_id")
    def _compute_totals(self):
        groups = self.env["crm.data.import.row"]._read_group(
            [("data_import_id", "in", self.ids)],
            ["data_import_id", "state", "kind"],
            ["__count", "amount:sum", "res_id:array_agg"],
        )
        for job in self:
            rows = [row[1:] for row in groups if row[0] == job]
            waiting, rejected, written = (
                [row for row in rows if row[0] in states] for states in (WAITING, REJECTED, WRITTEN)
            )
            ids = [res_id for row in written if row[1] == "deal" for res_id in row[4]]
            job.rows_in_file, job.rows_waiting = _count(rows), _count(waiting)
            job.rows_rejected, job.rows_in_crm = _count(rejected), _count(written)
            job.amount_in_file = sum(row[3] for row in rows)
            job.amount_rejected = sum(row[3] for row in rejected)
            job.amount_in_crm = self._amount_of_deals(ids)
            difference = job.amount_in_file - job.amount_rejected - job.amount_in_crm
            agree = job.currency_id.is_zero(difference)
            job.totals_match = agree and len(rows) == len(rejected + written)

    def _amount_of_deals(self, ids):
        deals = self.env["crm.lead"].with_context(active_test=False)
        return deals._read_group([("id", "in", ids)], [], ["expected_revenue:sum"])[0][0]

    def write(self, vals):
        """Another file is not the one that was checked."""
        return super().write({"state": "draft", **vals} if "file" in vals else vals)

    # ------------------------------------------------------------- preview

    def action_check(self):
        """Read the file anew; what would be done with each row is said batch by batch."""
        self.ensure_one()
        sheets = self._read_file()
        self.row_ids.unlink()
        notices = []
        for kind in KINDS:
            notices += self._make_rows(kind, sheets.get(kind) or [])
        if not self.row_ids:
            raise UserError(
                self.env._(
                    "No rows were found. The sheets must be called: %(names)s.",
                    names=", ".join(sheet_titles(self.env).values()),
                )
            )
        self.write({"state": "checking", "notice": "\n".join(notices)})
        return True

    def check_batch(self):
        """Say of the next rows what would be done with them; the window calls this as long as
        rows are left, and begins with a file that was not read yet.

        :return: dict with ``done`` and ``total`` rows.
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state != "checking":
            self.action_check()
        elif rows := self._next_rows([("state", "=", False)], GLANCE):
            rows._plan()
        return self._progress([("state", "=", False)], "checked")

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("Choose a workbook first."))
        titles = {}
        for env in (self.with_context(lang="en_US").env, self.env):
            titles |= {title.lower(): kind for kind, title in sheet_titles(env).items()}
        try:
            return workbook.read_sheets(
                base64.b64decode(self.file), lambda title: titles.get(title.strip().lower())
            )
        except workbook.BadWorkbook as error:
            raise UserError(file_problem(self.env, error)) from error

    def _make_rows(self, kind, lines):
        """Rows of a sheet; the columns are found by their titles.

        :return: list of notices about columns that are not known.
        """
        if not lines:
            return []
        codes = {}
        for env in (self.with_context(lang="en_US").env, self.env):
            codes |= {column.label.lower(): column.code for column in columns(env, kind)}
        title = sheet_titles(self.env)[kind]
        head = [str(cell or "").strip() for cell in lines[0][1]]
        found = {
            codes[text.lower()]: place for place, text in enumerate(head) if text.lower() in codes
        }
        missing = [c.label for c in columns(self.env, kind) if c.required and c.code not in found]
        if missing:
            raise UserError(
                self.env._(
                    "The sheet «%(sheet)s» lacks the columns: %(columns)s.",
                    sheet=title,
                    columns=", ".join(missing),
                )
            )
        cells_of_rows = [
            (number, {code: _cell(cells, place) for code, place in found.items()})
            for number, cells in lines[1:]
        ]
        Row = self.env["crm.data.import.row"]
        Row.create(
            [{"data_import_id": self.id, **vals} for vals in Row._read_lines(kind, cells_of_rows)]
        )
        known = {*codes, self._reason_title().lower(), ""}
        unknown = [text for text in head if text.lower() not in known]
        if not unknown:
            return []
        return [f"{title}: {', '.join(unknown)}"]

    def _reason_title(self):
        return self.env._("Why it was rejected")

    # ---------------------------------------------------------------- run

    def run_batch(self):
        """Write the next rows; the window calls this until nothing is left, and shows the way.

        Each call is a transaction of its own: an import that was interrupted goes on where it was.

        :return: dict with ``done`` and ``total`` rows.
        """
        self.ensure_one()
        self.lock_for_update()
        if self.state in ("draft", "checking"):
            raise UserError(self.env._("Check the file first."))
        waiting = [("state", "in", WAITING)]
        if rows := self._next_rows(waiting, BATCH):
            rows._run()
        return self._progress(waiting, "done")

    def _next_rows(self, domain, limit):
        """Rows of one kind: clients first, then their people, then deals."""
        own = [("data_import_id", "=", self.id), *domain]
        rows = self.env["crm.data.import.row"].search(own, limit=limit)
        return rows.filtered(lambda row: row.kind == rows[0].kind)

    def _progress(self, domain, end):
        """:return: how far it is; nothing left is the state ``end``."""
        Row, own = self.env["crm.data.import.row"], [("data_import_id", "=", self.id)]
        left = Row.search_count([*own, *domain])
        if not left:
            self.state = end
        total = Row.search_count(own)
        return {"done": total - left, "total": total}

    # --------------------------------------------------------------- files

    def action_template(self):
        return self._download("template_file", self.env._("Template for import"))

    def action_report(self):
        return self._download("report_file", self.env._("Rejected rows"))

    def _download(self, field, name):
        self.ensure_one()
        url = f"/web/content/{self._name}/{self.id}/{field}/{name}.{XLSX}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    @api.depends_context("lang", "uid")
    def _compute_template_file(self):
        content = self._template()
        for job in self:
            job.template_file = content

    def _template(self):
        titles = sheet_titles(self.env)
        help_rows = [
            [
                self.env._("Sheet"),
                self.env._("Column"),
                self.env._("Required"),
                self.env._("What to write"),
                self.env._("Example"),
            ]
        ]
        sheets = []
        for kind in KINDS:
            found = columns(self.env, kind)
            sheets.append((titles[kind], [22] * len(found), [[c.label for c in found]]))
            for column in found:
                required = self.env._("yes") if column.required else ""
                help_rows.append(
                    [titles[kind], column.label, required, column.help, column.example]
                )
        teams = self.env["crm.team"].search([("flow_enabled", "=", True)])
        help_rows.append([self.env._("Departments"), "", "", ", ".join(teams.mapped("name"))])
        stages = self.env["crm.stage"]._flow_stages()
        help_rows.append([self.env._("Stages"), "", "", ", ".join(stages.mapped("name"))])
        sheets.append((self.env._("Instruction"), [16, 26, 14, 60, 24], help_rows))
        return base64.b64encode(workbook.write_sheets(sheets))

    @api.depends("row_ids.state")
    @api.depends_context("lang")
    def _compute_report_file(self):
        for job in self:
            job.report_file = job._report()

    def _report(self):
        """The rejected rows as they came, with the reason: to be corrected and imported again."""
        sheets = []
        for kind in KINDS:
            found = columns(self.env, kind)
            rows = self.row_ids.filtered(
                lambda row, kind=kind: row.kind == kind and row.state == "rejected"
            )
            lines = [
                [*[(row.cells or {}).get(column.code) for column in found], row.reason]
                for row in rows
            ]
            head = [*[column.label for column in found], self._reason_title()]
            sheets.append((sheet_titles(self.env)[kind], [22] * len(found) + [60], [head, *lines]))
        return base64.b64encode(workbook.write_sheets(sheets))


def _count(groups):
    return sum(row[2] for row in groups)


def _cell(cells, place):
    return cells[place] if place < len(cells) else None
