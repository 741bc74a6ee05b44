import json

from werkzeug.datastructures import FileStorage

from odoo.http import route

from odoo.addons.web.controllers import export, pivot


class TextWriter:
    """What is a text stays a text: Excel would run a stranger's formula (C03)."""

    # pylint: disable-next=missing-return
    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str):
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            super().write(row, column, cell_value, style)


class ExportWriter(TextWriter, export.ExportXlsxWriter):
    pass


class GroupExportWriter(TextWriter, export.GroupExportXlsxWriter):
    pass


class ExcelExport(export.ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        with GroupExportWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value

    def from_data(self, fields, columns_headers, rows):
        with ExportWriter(fields, columns_headers, len(rows)) as writer:
            for row, values in enumerate(rows, 1):
                for column, value in enumerate(values):
                    writer.write_cell(row, column, value)
        return writer.value


class TableExporter(pivot.TableExporter):
    @route()
    def export_xlsx(self, data, **kw):
        table = json.load(data) if isinstance(data, FileStorage) else json.loads(data)
        return super().export_xlsx(json.dumps(_without_formulas(table)), **kw)


def _without_formulas(data):
    """As Odoo's export to CSV does it: a sign before the text."""
    if isinstance(data, dict):
        return {key: _without_formulas(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_formulas(value) for value in data]
    return f"'{data}" if isinstance(data, str) and data.startswith(("=", "{=")) else data
