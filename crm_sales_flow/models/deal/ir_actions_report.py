import base64
import io
import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import file_path

from ...tools.chromium import PrintError, find_chromium, print_pdf

_logger = logging.getLogger(__name__)

FORMS = "crm_sales_flow.form_"
FONT_URL = "/web/static/fonts/google/Roboto/"
FONTS = ("Roboto-Regular.ttf", "Roboto-Bold.ttf")


class IrActionsReport(models.Model):
    """Our printed forms are printed by Chromium where it is found, else by Odoo's wkhtmltopdf.

    The HTML of a form is complete without either, so a preview always works.
    """

    _inherit = "ir.actions.report"

    @api.model
    def flow_form_printer(self, report_name):
        """What prints the form on this machine: ``chromium``, ``wkhtmltopdf``, or False."""
        if not (report_name or "").startswith(FORMS):
            return False
        if find_chromium():
            return "chromium"
        return "wkhtmltopdf" if self.get_wkhtmltopdf_state() in ("ok", "upgrade") else False

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        """A form is never without a language: it is that of the letter, else of the person."""
        if not self.env.lang and self._get_report(report_ref).report_name.startswith(FORMS):
            self = self.with_context(lang=self.env.user.lang)
        return super()._render_qweb_html(report_ref, docids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        report = self._get_report(report_ref)
        if not report.report_name.startswith(FORMS) or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        printer = self.flow_form_printer(report.report_name)
        if not printer:
            raise UserError(
                self.env._(
                    "A PDF cannot be made: neither Chromium nor wkhtmltopdf is installed on the "
                    "server. Use the preview and print it from the browser."
                )
            )
        if printer == "chromium":
            return {
                res_id: {"stream": self._flow_print(report_ref, res_id, data), "attachment": None}
                for res_id in res_ids
            }
        return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)

    def _flow_print(self, report_ref, res_id, data):
        """One PDF per record, so that each has page numbers of its own."""
        html = self._render_qweb_html(report_ref, [res_id], data=dict(data or {}))[0].decode()
        try:
            return io.BytesIO(print_pdf(self._flow_embed_fonts(html)))
        except PrintError as error:
            _logger.warning("Form %s of record %s: %s", report_ref, res_id, error)
            raise UserError(
                self.env._(
                    "The PDF could not be printed (%(reason)s). "
                    "Use the preview and print it from the browser.",
                    reason=error,
                )
            ) from error

    @staticmethod
    def _flow_embed_fonts(html):
        """The page is printed without network: the fonts it names travel inside it."""
        for name in FONTS:
            try:
                with open(file_path(f"web/static/fonts/google/Roboto/{name}"), "rb") as font:
                    content = base64.b64encode(font.read()).decode()
            except FileNotFoundError:
                continue  # the style names other fonts after Roboto
            html = html.replace(f"{FONT_URL}{name}", f"data:font/ttf;base64,{content}")
        return html
