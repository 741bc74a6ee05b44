from odoo import models


class FormAct(models.AbstractModel):
    """Act of completed work of a visit, with its checklist and the client's signature (O04)."""

    _name = "report.crm_sales_flow.form_act"
    _inherit = "crm.printed.form"
    _description = "Form: act of completed work"

    _form_model = "project.task"

    def _form_values(self, record):
        company = record.company_id or self.env.company
        partner = record.partner_id.commercial_partner_id
        signature = record.act_signature
        kinds = dict(record._fields["work_kind"]._description_selection(self.env))
        return {
            "record": record,
            "company": company,
            "seller": self._requisites(self._party(company.partner_id, company.bank_ids)),
            "buyer": self._requisites(self._party(partner, partner.bank_ids)),
            "title": self._form_title(record),
            "date_text": self._long_date(record.act_date),
            "order": record.field_work_order_id.name or "",
            "site": self._address(record.partner_id) or record.site_address or "",
            "work_kind": kinds.get(record.work_kind, "")
            if record.field_work_type == "visit"
            else "",
            "machines": [(self._product_name(lot.product_id), lot.name) for lot in record.lot_ids],
            "checks": record.check_ids._sheet(),
            "parts": [
                {
                    "name": self._product_name(part.product_id),
                    "quantity": f"{part.quantity:g}".replace(".", self._decimal_point()),
                    "uom": part.uom_id.name,
                }
                for part in record.part_ids
            ],
            "is_blank": not (record.act_works or record.act_signed_at),
            "works": record.act_works or "",
            "remarks": record.act_remarks or "",
            "engineer": (record.act_signed_by_id or record.user_ids[:1]).name or "",
            "signer": record.act_signer or "",
            "post": record.act_signer_post or "",
            "signature": signature and f"data:image/png;base64,{signature.decode()}",
        }

    def _form_title(self, record):
        return record._act_title()
