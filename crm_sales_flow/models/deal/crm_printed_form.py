import base64

import qrcode
from qrcode.image.svg import SvgPathImage

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_round, format_date, formatLang

from ...tools.amount_words import rouble_words
from ...tools.payment_qr import payment_text


class CrmPrintedForm(models.AbstractModel):
    """Values of the printed forms: requisites, lines, totals, the payment QR (J04, J05, R03).

    A form reads its record with the rights of who prints it; what else belongs on the paper
    (bank accounts, serial numbers of deliveries) is read elevated, because the person who may
    print a document of the deal need not have rights on those.
    """

    _name = "crm.printed.form"
    _description = "Values of a printed form"

    _form_model = "crm.deal.document"

    @api.model
    def _get_report_values(self, docids, data=None):
        records = self.env[self._form_model].browse(docids)
        records.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": self._form_model,
            "docs": records,
            "forms": [self._form_values(record.sudo()) for record in records],
        }

    def _form_values(self, record):
        """Everything the template shows of one record."""
        source = self._form_source(record)
        company = source.company_id
        lines = self._form_lines(source)
        totals = self._form_totals(source, lines)
        # An invoice is addressed to the organisation even when a person ordered.
        partner = source.partner_id.commercial_partner_id
        return {
            "record": record,
            "source": source,
            "company": company,
            "seller": self._party(company.partner_id, company.partner_id.bank_ids),
            "buyer": self._party(partner, partner.bank_ids),
            "contact": source.partner_id if source.partner_id != partner else False,
            "lines": lines,
            **totals,
            "title": self._form_title(record),
            "date_text": self._long_date(self._form_date(record)),
        }

    def _form_title(self, record):
        return record._form_title()

    def _form_date(self, record):
        return record.date

    def _long_date(self, date):
        """«21 ноября 2026 г.» in Russian."""
        return format_date(self.env, date, date_format="long") if date else ""

    def _form_source(self, record):
        """The order or invoice whose lines are printed."""
        source = record if self._form_model != "crm.deal.document" else record._form_source()
        if not source:
            raise UserError(
                self.env._(
                    "%(document)s has no order: choose the order whose lines it contains.",
                    document=record.display_name,
                )
            )
        return source

    # ------------------------------------------------------------ parties

    def _party(self, partner, banks):
        account = banks.filtered("bank_id")[:1] or banks[:1]
        bank = account.bank_id
        return {
            "partner": partner,
            "name": partner.name,
            "inn": partner.inn or partner.vat or "",
            "kpp": partner.kpp or "",
            "ogrn": partner.ogrn or "",
            "address": self._address(partner),
            "phone": partner.phone or "",
            "email": partner.email or "",
            "represented_by": partner.represented_by or "",
            "account": account.acc_number or "",
            "bank": " ".join(filter(None, (bank.name, bank.city))),
            "bank_name": bank.name or "",
            "bic": bank.bic or "",
            "corr_account": bank.corr_account or "",
        }

    @staticmethod
    def _address(partner):
        """In Russia from the large to the small, without the country; elsewhere as usual."""
        if partner.country_id.code in (False, "RU"):
            parts = [
                partner.zip,
                partner.state_id.name,
                partner.city,
                partner.street,
                partner.street2,
            ]
        else:
            parts = partner._display_address(without_company=True).split("\n")
        return ", ".join(part.strip() for part in parts if part and part.strip())

    @api.model
    def _requisites(self, party):
        """The line of requisites as 1C prints it: name, INN, KPP, address, telephone."""
        numbers = [
            party["inn"] and self.env._("INN %(inn)s", inn=party["inn"]),
            party["kpp"] and self.env._("KPP %(kpp)s", kpp=party["kpp"]),
            party["phone"] and self.env._("tel.: %(phone)s", phone=party["phone"]),
        ]
        # A number is not torn from its name at the end of a line.
        inn, kpp, phone = (text and text.replace(" ", "\N{NO-BREAK SPACE}") for text in numbers)
        return ", ".join(filter(None, (party["name"], inn, kpp, party["address"], phone)))

    # -------------------------------------------------------------- lines

    def _form_lines(self, source):
        """Lines of an order or of an invoice in one shape; sections and notes keep their text."""
        lines = source.order_line if "order_line" in source else source.invoice_line_ids
        with_tax = self._prices_with_tax(lines)
        number, result = 0, []
        for line in lines.sorted("sequence"):
            if line.display_type in ("line_section", "line_subsection", "line_note"):
                result.append({"text": line.name, "kind": line.display_type})
                continue
            if source._name == "sale.order" and line.is_downpayment:
                continue
            number += 1
            result.append({"number": number, "kind": False, **self._line(line, with_tax)})
        return result

    def _line(self, line, with_tax):
        quantity = line.product_uom_qty if "product_uom_qty" in line else line.quantity
        amount = line.price_total if with_tax else line.price_subtotal
        name, _newline, description = (line.name or line.product_id.display_name).partition("\n")
        return {
            "text": name,
            "description": description,
            "quantity_text": f"{quantity:g}".replace(".", self._decimal_point()),
            "uom": line.product_uom_id.name or "",
            "price": float_round(amount / quantity, 2) if quantity else line.price_unit,
            "amount": amount,
            "discount": line.discount,
            "rate": ", ".join(f"{tax.amount:g} %" for tax in line.tax_ids),
            "serials": self._serials(line),
        }

    def _decimal_point(self):
        return self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."

    def _serials(self, line):
        if "move_ids" not in line:
            return ""
        shipped = line.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer"
        )
        return ", ".join(shipped.lot_ids.mapped("name"))

    @staticmethod
    def _prices_with_tax(lines):
        """1C prints prices as they were agreed: with VAT inside or with VAT on top."""
        return bool(lines.tax_ids) and all(tax.price_include for tax in lines.tax_ids)

    # ------------------------------------------------------------- totals

    def _form_totals(self, source, lines):
        rates = sorted({line["rate"] for line in lines if not line["kind"] and line["rate"]})
        rows = source.order_line if "order_line" in source else source.invoice_line_ids
        with_tax = self._prices_with_tax(rows)
        count = sum(1 for line in lines if not line["kind"])
        total, currency = source.amount_total, source.currency_id
        return {
            "currency": currency,
            "tax": source.amount_tax,
            "total": total,
            "sum_of_lines": total if with_tax else source.amount_untaxed,
            "tax_label": self._tax_label(with_tax, rates),
            "with_discount": any(line.get("discount") for line in lines),
            "words": self._amount_words(total, currency),
            "count_text": self.env._(
                "Items in total: %(count)s, for the amount of %(amount)s",
                count=count,
                amount=formatLang(self.env, total, currency_obj=currency),
            ),
        }

    def _tax_label(self, with_tax, rates):
        """The rate is named when there is only one."""
        rate = rates[0] if len(rates) == 1 else ""
        if with_tax:
            return self.env._("Including VAT %(rate)s:", rate=rate).replace(" :", ":")
        return self.env._("VAT %(rate)s:", rate=rate).replace(" :", ":")

    @api.model
    def _amount_words(self, amount, currency):
        if currency.name in ("RUB", "RUR"):
            return rouble_words(amount)
        return currency.amount_to_text(amount)

    @api.model
    def _payment_qr(self, form, purpose):
        """Text of the payment QR; empty when a requisite is missing or the currency is not ours."""
        if form["currency"].name not in ("RUB", "RUR"):
            return ""
        seller = form["seller"]
        return payment_text(
            seller["name"],
            seller["account"],
            seller["bank"],
            seller["bic"],
            seller["corr_account"],
            form["total"],
            purpose,
            seller["inn"],
            seller["kpp"],
        )

    @staticmethod
    def _product_name(product):
        """With its variant, without our code: as the client knows it."""
        return product.with_context(display_default_code=False).display_name or ""

    def _qr_image(self, text):
        """A drawing inside the page: sharp at any size, and nothing has to be fetched."""
        if not text:
            return ""
        # Level M: 15 % of the picture may be lost on a copy.
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=1)
        code.add_data(text.encode())
        drawing = code.make_image(image_factory=SvgPathImage).to_string()
        return f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"
