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
