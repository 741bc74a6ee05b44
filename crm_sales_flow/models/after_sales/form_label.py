from odoo import models


class FormLabel(models.AbstractModel):
    """The label of a machine: its serial number and the QR that opens its passport (S06)."""

    _name = "report.crm_sales_flow.form_label"
    _inherit = "crm.printed.form"
    _description = "Form: label of the equipment"

    _form_model = "stock.lot"

    def _form_values(self, record):
        return {
            "record": record,
            "title": record.name,
            "product": self._product_name(record.product_id),
            "serial": record.name,
            "company": (record.company_id or self.env.company).name,
            "phone": (record.company_id or self.env.company).phone or "",
            "qr_image": self._qr_image(record.passport_url),
        }
