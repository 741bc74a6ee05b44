from odoo import models


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
