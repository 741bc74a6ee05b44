import io
import json

from lxml import html
from PyPDF2 import PdfReader

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import formatLang

from .code_reading import reading
from .field_work_common import FieldWorkCase

MM = 72 / 25.4  # points of a PDF in a millimetre
OPENS = """
    const passport = await fetch(new URL(%s).pathname);
    if (!passport.ok || !(await passport.text()).includes("o_web_client")) {
        throw new Error("The passport does not open");
    }
"""


class PrintedCase(FieldWorkCase):
    def printed(self, form, record, login="engineer"):
        """The file, printed by the browser of the server as the person gets it."""
        reports = self.env["ir.actions.report"].with_user(self.users[login])
        reports = reports.with_context(lang="en_US", force_report_rendering=True)
        self.assertEqual(reports.flow_form_printer(f"crm_sales_flow.{form}"), "chromium")
        content, kind = reports._render_qweb_pdf(f"crm_sales_flow.{form}", record.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content))

    def assertPrinted(self, form, record, texts, login="engineer", pages=1):
        pdf = self.printed(form, record, login)
        self.assertEqual(len(pdf.pages), pages)
        said = " ".join(page.extract_text() for page in pdf.pages)
        said = " ".join(said.split())
        for text in texts:
            self.assertIn(text, said)
        return pdf


@tagged("post_install", "-at_install")
class TestPrintedAfterSales(PrintedCase):
    """O04, P04, Q05, S06: the papers of the second half of the deal come out as files."""

    def test_O04_the_act_is_printed(self):
        self._checklist("visit")
        visit = self._visit()
        for row in visit.check_ids:
            self._submit(visit, "check", {"id": row.id, "measured": 0.004})
        self._submit(visit, "part", {"product_id": self.part.id, "quantity": 2})
        self._submit(visit, "act", self._act(act_remarks="Noise"))
        texts = (visit.act_number, "FW-1", "Pressure", "0.004", "Noise", "Chief engineer")
        self.assertPrinted("form_act", visit, texts)

    def test_O04_an_act_that_is_not_filled_is_a_blank(self):
        """Nobody has accepted anything yet: no verdict, and no word that there are no claims."""
        self._checklist("visit")
        visit = self._visit()
        accepted = "the customer has no claims"
        blank = self.assertPrinted("form_act", visit, ("FW-1", "Pressure", "Works done"))
        said = " ".join(blank.pages[0].extract_text().split())
        self.assertNotIn(accepted, said)
        self.assertNotIn("To do", said)
        self._submit(visit, "act", self._act())
        self.assertPrinted("form_act", visit, (accepted,))

    def test_P04_the_protocol_is_printed(self):
        body = self.env["crm.attestation.body"].create({"name": "Centre"})
        row = {"name": "Spread", "is_done": True, "lot_id": self.lot.id}
        certificate = self.env["crm.attestation.certificate"].create(
            {
                "number": "A-7",
                "lot_id": self.lot.id,
                "body_id": body.id,
                "protocol_ids": [Command.create(row)],
            }
        )
        texts = ("A-7", "Centre", "FW-1", "Spread", "Conforms")
        self.assertPrinted("form_protocol", certificate, texts, "manager")

    def test_Q05_the_contract_is_printed(self):
        contract = self._contract()
        texts = (contract.name, "FW-1", "OOO Test Client", "Planned visits a year: 2")
        self.assertPrinted("form_service_contract", contract, texts, "manager")

    def _contract(self):
        return self.env["crm.service.contract"].create(
            {
                "partner_id": self.client_company.id,
                "user_id": self.user_manager.id,
                "lot_ids": [Command.set(self.lot.ids)],
                "date_start": "2026-01-12",
                "date_end": "2027-01-11",
                "price": 120000,
            }
        )

    def test_Q05_the_contract_names_the_sum_of_its_invoice_and_the_vat(self):
        contract = self._contract().with_user(self.user_manager)
        product = self.env.ref("crm_sales_flow.product_service_contract")
        tax = self.env["account.tax"].create(
            {"name": "VAT 20 %", "amount": 20, "type_tax_use": "sale"}
        )
        form = self.env["report.crm_sales_flow.form_service_contract"]
        form = form.with_user(self.user_manager).with_context(lang="en_US")
        for taxes, included, total, vat in (
            (tax, "tax_excluded", 144_000, "including VAT 20 %:"),
            (tax, "tax_included", 120_000, "including VAT 20 %:"),
            (tax.browse(), "tax_excluded", 120_000, "without VAT"),
        ):
            with self.subTest(included, taxes=taxes):
                tax.price_include_override = included
                product.taxes_id = taxes
                contract.order_id = False
                contract.action_make_order()
                text = form._price_text(contract)
                order = contract.order_id
                self.assertEqual(order.amount_total, total)
                self.assertIn(self._money(form, total), text)
                self.assertIn(vat, text)
                self.assertIn(self._money(form, order.amount_tax), text)

    def _money(self, form, amount):
        return formatLang(form.env, amount, currency_obj=self.env.company.currency_id)

    def test_S06_each_label_is_one_page_of_its_size(self):
        other = self._lot(self.stocked, "FW-2")
        pdf = self.assertPrinted("form_label", self.lot | other, ("FW-1", "FW-2"), pages=2)
        for page in pdf.pages:
            size = [round(float(side) / MM) for side in page.mediabox[2:]]
            self.assertEqual(size, [60, 40])


@tagged("post_install", "-at_install")
class TestLabelCode(HttpCase, PrintedCase):
    """S06: the code on the label is read by a scanner, and leads to the passport."""

    def test_S06_the_printed_code_leads_to_the_passport(self):
        reports = self.env["ir.actions.report"].with_user(self.engineer)
        page = reports._render_qweb_html("crm_sales_flow.form_label", self.lot.ids)[0]
        (picture,) = html.fromstring(page).xpath("//div[hasclass('flow-label')]/img/@src")
        url = f"{self.lot.get_base_url()}/odoo/equipment/{self.lot.id}"
        code = reading(picture, url, then=OPENS % json.dumps(url))
        self.browser_js("/odoo/equipment", code, login=self.engineer.login, timeout=60)
