from odoo import models


class FormProtocol(models.AbstractModel):
    """Protocol of an attestation: declared, measured and verdict of each parameter (P04)."""

    _name = "report.crm_sales_flow.form_protocol"
    _inherit = "crm.printed.form"
    _description = "Form: protocol of attestation"

    _form_model = "crm.attestation.certificate"

    def _form_values(self, record):
        verdicts = dict(record._fields["verdict"]._description_selection(self.env))
        lot = record.lot_id
        owner = record.lead_id.partner_id.commercial_partner_id or lot._field_work_site()
        return {
            "record": record,
            "company": record.company_id,
            "title": self._form_title(record),
            "date_text": self._long_date(record.date),
            "body": record.body_id.name,
            "accreditation": record.body_id.accreditation_number or "",
            "client": owner.name or "",
            "product": self._product_name(lot.product_id),
            "serial": lot.name,
            "rows": record.protocol_ids._sheet(),
            "verdict": verdicts[record.verdict],
            "until": self._long_date(record.valid_until),
        }

    def _form_title(self, record):
        return self.env._("Protocol of attestation No. %(number)s", number=record.number)
