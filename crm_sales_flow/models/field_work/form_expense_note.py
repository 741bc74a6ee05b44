from odoo import models


class FormExpenseNote(models.AbstractModel):
    """The driver has on his paper whom he meets, when, and how he gets in (O01, M03)."""

    _inherit = "report.crm_sales_flow.form_expense_note"

    def _form_values(self, record):
        values = super()._form_values(record)
        deal = values["deal"]
        contact = deal.site_contact_id
        if contact:
            values["contact"] = " · ".join(filter(None, (contact.name, contact.phone)))
        return {
            **values,
            "planned": self._long_date(deal.delivery_planned_on),
            "carrier": deal.carrier_id.name or "",
            "access": deal.access_note or "",
        }
