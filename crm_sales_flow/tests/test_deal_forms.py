import io
import re

from freezegun import freeze_time
from lxml import html
from psycopg2.extras import Json
from PyPDF2 import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import formatLang

from ..tools import chromium
from .common import SalesFlowCase


@tagged("post_install", "-at_install")
class TestDealForms(SalesFlowCase):
    """J04, J05, R03: what the printed forms say, by whatever printer is found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        cls.env["ir.config_parameter"].set_param("sale.automatic_invoice", False)
        roubles = cls.env.ref("base.RUB")
        roubles.active = True
        # A company with postings keeps its currency: the price list gives the orders theirs.
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Roubles", "currency_id": roubles.id}
        )
        company.partner_id.write({"inn": "7707083893", "kpp": "770701001", "name": "OOO Maker"})
        company.write({"director_name": "Ivanov I. I.", "accountant_name": "Petrova A. A."})
        bank = cls.env["res.bank"].create(
            {"name": "AO Bank", "bic": "044525225", "corr_account": "30101810400000000225"}
        )
        company.partner_id.bank_ids.unlink()
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "40702810138250123017",
                "partner_id": company.partner_id.id,
                "bank_id": bank.id,
            }
        )
        cls.client_company.write({"inn": "6200098765", "kpp": "620001001"})
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 20 %", "amount": 20, "type_tax_use": "sale"}
        )
        cls.pump = cls.env["product.product"].create({"name": "Vacuum pump", "list_price": 1000})
        cls.deal = cls.make_deal(
            cooperation_variant_id=cls.env.ref("crm_sales_flow.cooperation_direct").id
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.client_company.id,
                "opportunity_id": cls.deal.id,
                "team_id": cls.team.id,
                "user_id": cls.users["manager"].id,
                "pricelist_id": cls.pricelist.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.pump.id,
                            "product_uom_qty": 2,
                            "price_unit": 617.5,
                            "tax_ids": [Command.set(cls.tax.ids)],
                        }
                    )
                ],
            }
        )

    def row(self, code):
        rows = self.as_user("manager", self.deal).document_ids
        return rows.filtered(lambda row: row.type_id.code == code)

    def text(self, record, report):
        """What a reader sees, white space folded."""
        reports = self.env["ir.actions.report"].with_user(self.users["manager"])
        reports = reports.with_context(lang="en_US")
        page = reports._render_qweb_html(f"crm_sales_flow.{report}", record.ids)[0]
        tree = html.fromstring(page)
        for style in tree.xpath("//style"):
            style.drop_tree()
        return re.sub(r"\s+", " ", tree.text_content())

    def money(self, amount):
        """As the language of the database writes it."""
        env = self.env(context={"lang": "en_US"})
        return re.sub(r"\s", " ", formatLang(env, amount, digits=2))

    def assertSays(self, text, *parts):
        for part in parts:
            self.assertIn(part, text)

    def make(self, code):
        wizard = self.env["crm.deal.document.make"].with_user(self.users["manager"])
        kind = self.env.ref(f"crm_sales_flow.document_type_{code}")
        action = (
            wizard.with_context(active_model="crm.lead", active_id=self.deal.id)
            .create({"type_id": kind.id})
            .action_make()
        )
        return self.as_user("manager", self.env["crm.deal.document"]).browse(action["res_id"])

    def test_J04_the_proposal_is_printed_from_the_order(self):
        text = self.text(self.order, "form_proposal")
        self.assertSays(
            text,
            self.order.name,
            "OOO Test Client",
            "Vacuum pump",
            self.money(1482),
            "Одна тысяча четыреста восемьдесят два рубля 00 копеек",
            "INN 7707083893",
        )

    def test_J04_the_proposal_goes_out_with_our_form(self):
        action = self.as_user("manager", self.order).action_quotation_send()
        template = self.env["mail.template"].browse(action["context"]["default_template_id"])
        self.assertEqual(
            template.report_template_ids, self.env.ref("crm_sales_flow.report_proposal")
        )

    def test_J05_the_contract_takes_over_the_waiting_row_and_its_variants_terms(self):
        waiting = self.row("contract")
        self.assertEqual(waiting.state, "required")
        with freeze_time("2026-03-02"):
            contract = self.make("contract")
        self.assertEqual((contract, contract.state), (waiting, "issued"))
        self.assertTrue(contract.name.startswith("2026-"), contract.name)
        variant = self.env.ref("crm_sales_flow.cooperation_direct")
        self.as_user(
            "director", variant
        ).contract_terms = "<p>Terms of <t t-out='object.name'/> only here</p>"
        self.company_signs()
        text = self.text(contract, "form_contract")
        self.assertSays(
            text,
            f"Supply contract No. {contract.name}",
            f"Terms of {contract.name} only here",
            "in the person of Director Ivanov",
            "40702810138250123017",
            "Одна тысяча четыреста",
        )

    def test_J05_the_shipped_terms_of_both_variants_are_printed_in_russian(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"]._load_module_terms(["crm_sales_flow"], ["ru_RU"])
        reports = self.env["ir.actions.report"].with_user(self.users["manager"])
        reports = reports.with_context(lang="ru_RU")
        said = {"direct": "5 банковских дней", "tender": "протокола"}
        for code, words in said.items():
            with self.subTest(variant=code):
                variant = self.env.ref(f"crm_sales_flow.cooperation_{code}")
                self.as_user("manager", self.deal).cooperation_variant_id = variant
                contract = self.make("contract")
                page = reports._render_qweb_html("crm_sales_flow.form_contract", contract.ids)[0]
                text = re.sub(r"\s+", " ", html.fromstring(page).text_content())
                terms = variant.with_context(lang="ru_RU").contract_terms
                self.assertSays(text, words, "1. Предмет", "Договор поставки")
                self.assertSays(text, re.sub(r"\s+", " ", html.fromstring(terms).text_content()))
                self.assertNotIn("Buyer", text)
                self.assertNotIn("Supplier", text)

    def test_J05_terms_are_a_text_and_run_nothing(self):
        """Who edits the terms gets nothing done with the rights of who prints them."""
        variant = self.env.ref("crm_sales_flow.cooperation_direct")
        director = self.as_user("director", variant)
        attack = "<p><t t-set='x' t-value='object.env[\"res.users\"].sudo().search([])'/></p>"
        for terms in (attack, "<p><t t-out='object.env.user.login'/></p>"):
            with self.assertRefused("values only"):
                director.contract_terms = terms
        contract = self.make("contract")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_cooperation_variant SET contract_terms = %s WHERE id = %s",
            [Json({"en_US": attack}), variant.id],
        )
        self.env.invalidate_all()
        with self.assertRefused("values only"):
            self.text(contract, "form_contract")

    def test_J05_terms_are_rendered_with_the_rights_of_who_prints(self):
        contract, seen = self.make("contract"), []
        variants = type(self.env["crm.cooperation.variant"])
        render = variants._render_field

        def spy(variant, field, ids, **options):
            seen.append((variant.env.su, variant.env.user))
            return render(variant, field, ids, **options)

        self.patch(variants, "_render_field", spy)
        self.text(contract, "form_contract")
        self.assertEqual(seen, [(False, self.users["manager"])])

    def company_signs(self):
        self.env.company.represented_by = "Director Ivanov, acting on the basis of the Charter"

    def test_invoice_for_payment_has_requisites_words_and_qr(self):
        invoice = self.make("invoice")
        text = self.text(invoice, "form_invoice")
        self.assertSays(
            text,
            f"Invoice for payment No. {invoice.name}",
            "BIC 044525225",
            "30101810400000000225",
            "40702810138250123017",
            "INN 7707083893",
            "KPP 770701001",
            "OOO Test Client, INN 6200098765, KPP 620001001",
            f"VAT 20 %: {self.money(247)}",
            f"Total to pay: {self.money(1482)}",
            "Одна тысяча четыреста восемьдесят два рубля 00 копеек",
            "Ivanov I. I.",
            "Petrova A. A.",
        )
        values = self.env["report.crm_sales_flow.form_invoice"]._get_report_values(invoice.ids)
        qr = values["forms"][0]["qr"]
        self.assertTrue(qr.startswith("ST00012|Name=OOO Maker|PersonalAcc=40702810138250123017|"))
        self.assertIn("|Sum=148200|", qr)
        self.assertTrue(values["forms"][0]["qr_image"].startswith("data:image/svg+xml;base64,"))

    def test_invoice_without_requisites_has_no_qr_and_is_still_printed(self):
        self.env.company.partner_id.bank_ids.unlink()
        invoice = self.make("invoice")
        values = self.env["report.crm_sales_flow.form_invoice"]._get_report_values(invoice.ids)
        self.assertEqual(values["forms"][0]["qr_image"], "")
        self.assertIn("Total to pay", self.text(invoice, "form_invoice"))

    def test_invoice_of_the_program_is_printed_too(self):
        self.order.action_confirm()
        self.order.with_user(self.users["accountant"])._create_invoices().action_post()
        row = self.row("invoice")
        self.assertTrue(row.is_automatic and row.has_form)
        row.action_print_form()
        self.assertSays(self.text(row, "form_invoice"), row.name, "Vacuum pump", self.money(1482))

    def test_R03_the_act_is_formed_when_the_deal_comes_to_its_closing(self):
        self.order.action_confirm()
        self.env["crm.stage.gate"].search([]).active = False
        self.as_user("manager", self.deal).stage_id = self.stages["closing"]
        act = self.row("acceptance")
        self.assertEqual(act.state, "issued")
        self.assertTrue(act.name and act.date and act.order_id == self.order)
        text = self.text(act, "form_acceptance")
        self.assertSays(text, f"Acceptance act No. {act.name}", "Vacuum pump", "no claims")

    def test_R03_sending_the_form_marks_it_and_keeps_the_letter_on_the_deal(self):
        act = self.make("acceptance")
        action = act.action_send_form()
        composer = self.env["mail.compose.message"].with_user(self.users["manager"])
        composer = composer.with_context(**action["context"]).create({})
        self.assertIn(act.name, composer.subject)
        composer._action_send_mail()
        self.assertEqual((act.state, act.sent_to), ("sent", "testov@client.example"))
        letter = self.deal.message_ids[:1]
        self.assertEqual(letter.attachment_ids.mapped("name")[0].split(" ")[0], "Acceptance")
        self.assertTrue(act.return_due)

    def test_no_order_no_document(self):
        deal = self.make_deal(
            name="Empty", cooperation_variant_id=self.deal.cooperation_variant_id.id
        )
        row = self.as_user("manager", deal.document_ids).filtered(
            lambda row: row.type_id.code == "contract"
        )
        with self.assertRaises(UserError):
            row.action_preview_form()

    def test_a_stranger_of_another_department_prints_nothing(self):
        row = self.make("contract")
        reports = self.env["ir.actions.report"].with_user(self.users["manager_two"])
        with self.assertRaises(AccessError):
            reports._render_qweb_html("crm_sales_flow.form_contract", row.ids)

    def test_pdf_has_real_text_and_one_document_per_record(self):
        self.assertTrue(chromium.find_chromium(), "Install Chromium: it prints the forms.")
        invoice = self.make("invoice")
        reports = self.env["ir.actions.report"].with_user(self.users["manager"])
        content, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            "crm_sales_flow.form_invoice", invoice.ids
        )
        self.assertEqual(kind, "pdf")
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        self.assertSays(re.sub(r"\s+", " ", text), "7707083893", "Одна тысяча", "1 / 1")
        self.assertLess(len(content), 200_000)

    def test_without_any_printer_the_preview_works_and_the_pdf_says_why_not(self):
        invoice = self.make("invoice")
        reports = self.env["ir.actions.report"].with_user(self.users["manager"])
        self.patch(type(reports), "flow_form_printer", lambda self, name: False)
        with self.assertRaisesRegex(UserError, "Use the preview"):
            reports.with_context(force_report_rendering=True)._render_qweb_pdf(
                "crm_sales_flow.form_invoice", invoice.ids
            )
        self.assertIn("Total to pay", self.text(invoice, "form_invoice"))
