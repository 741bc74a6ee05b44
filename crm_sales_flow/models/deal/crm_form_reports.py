import base64

import qrcode
from qrcode.image.svg import SvgPathImage

from odoo import fields, models


class FormProposal(models.AbstractModel):
    """Commercial proposal, from the quotation (J04)."""

    _name = "report.crm_sales_flow.form_proposal"
    _inherit = "crm.printed.form"
    _description = "Form: commercial proposal"

    _form_model = "sale.order"

    def _form_title(self, record):
        return self.env._(
            "Commercial proposal No. %(number)s dated %(date)s",
            number=record.name,
            date=self._long_date(self._form_date(record)),
        )

    def _form_date(self, record):
        return fields.Datetime.context_timestamp(record, record.date_order).date()

    def _form_values(self, record):
        logo = record.company_id.logo if not record.company_id.uses_default_logo else False
        return {
            **super()._form_values(record),
            "logo": f"data:image/png;base64,{logo.decode()}" if logo else "",
            "valid_text": self._long_date(record.validity_date),
            "delivery_text": self._long_date(
                fields.Datetime.context_timestamp(record, record.commitment_date).date()
                if record.commitment_date
                else False
            ),
        }


class FormContract(models.AbstractModel):
    """Contract of the deal's cooperation variant (J05)."""

    _name = "report.crm_sales_flow.form_contract"
    _inherit = "crm.printed.form"
    _description = "Form: contract"

    def _form_title(self, record):
        return self.env._("Supply contract No. %(number)s", number=record.name or "")

    def _form_values(self, record):
        values = super()._form_values(record)
        variant = record.deal_ids.cooperation_variant_id[:1].with_env(self.env)
        return {
            **values,
            "preamble": self._preamble(values),
            "terms": variant._contract_terms(record.with_env(self.env)),
        }

    def _preamble(self, values):
        return self.env._(
            "%(seller)s, hereinafter the «Supplier», in the person of %(seller_person)s, on the "
            "one part, and %(buyer)s, hereinafter the «Buyer», in the person of %(buyer_person)s, "
            "on the other part, have agreed as follows:",
            **self._parties(values),
        )

    @staticmethod
    def _parties(values):
        """Names of both sides and of who signs for them; a line to write on where unknown."""
        blank = "_" * 30
        return {
            "seller": values["seller"]["name"],
            "seller_person": values["seller"]["represented_by"] or blank,
            "buyer": values["buyer"]["name"],
            "buyer_person": values["buyer"]["represented_by"] or blank,
        }


class FormInvoice(models.AbstractModel):
    """Invoice for payment with the payment QR, laid out as 1C prints it."""

    _name = "report.crm_sales_flow.form_invoice"
    _inherit = "crm.printed.form"
    _description = "Form: invoice for payment"

    def _form_title(self, record):
        return self.env._(
            "Invoice for payment No. %(number)s dated %(date)s",
            number=record.name or "",
            date=self._long_date(record.date),
        )

    def _form_values(self, record):
        values = super()._form_values(record)
        qr = self._payment_qr(values, self._purpose(record, values))
        return {
            **values,
            "qr": qr,
            "qr_image": self._qr_image(qr),
            "contract": record._form_contract(),
            "seller_line": self._requisites(values["seller"]),
            "buyer_line": self._requisites(values["buyer"]),
        }

    def _purpose(self, record, values):
        """The text that the bank shows to both sides; the day as on a payment order."""
        text = self.env._(
            "Payment of invoice No. %(number)s dated %(date)s",
            number=record.name or "",
            date=record.date.strftime("%d.%m.%Y") if record.date else "",
        )
        if not values["tax"]:
            return self.env._("%(purpose)s. Without VAT", purpose=text)
        return self.env._(
            "%(purpose)s. Including VAT %(tax)s", purpose=text, tax=f"{values['tax']:.2f}"
        )

    def _qr_image(self, text):
        """A drawing inside the page: sharp at any size, and nothing has to be fetched."""
        if not text:
            return ""
        # Level M: 15 % of the picture may be lost on a copy.
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=1)
        code.add_data(text.encode())
        drawing = code.make_image(image_factory=SvgPathImage).to_string()
        return f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"


class FormAcceptance(models.AbstractModel):
    """Acceptance act: the goods are handed over, the work is done, no claims (R03)."""

    _name = "report.crm_sales_flow.form_acceptance"
    _inherit = "report.crm_sales_flow.form_contract"
    _description = "Form: acceptance act"

    def _form_title(self, record):
        return self.env._("Acceptance act No. %(number)s", number=record.name or "")

    def _form_values(self, record):
        return {**super()._form_values(record), "terms": "", "contract": record._form_contract()}

    def _preamble(self, values):
        return self.env._(
            "%(seller)s, hereinafter the «Supplier», in the person of %(seller_person)s, and "
            "%(buyer)s, hereinafter the «Buyer», in the person of %(buyer_person)s, have drawn up "
            "this act:",
            **self._parties(values),
        )
