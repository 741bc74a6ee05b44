from odoo.addons.web.controllers import export

from . import organisation


class ExcelExport(organisation.ExcelExport):
    def from_group_data(self, fields, columns_headers, groups):
        """Of a group of a report only sums and extremes are told.

        Odoo takes rows that know no share or no duration for zeros, and its averages of a group
        would not be those of the screen.
        """
        if hasattr(groups._model, "_shares"):
            _tell_sums(groups)
        return super().from_group_data(fields, columns_headers, groups)


def _tell_sums(group):
    for child in group.children.values():
        _tell_sums(child)
    known = group._model._fields
    columns = dict(zip(group._export_field_names, zip(*group.data, strict=True), strict=False))
    group.aggregated_values = {
        name: group._get_aggregate(name, columns.get(name, ()), known[name].aggregator)
        for name in group._get_aggregated_field_names()
        if known[name].aggregator in export.OPERATOR_MAPPING
    }
