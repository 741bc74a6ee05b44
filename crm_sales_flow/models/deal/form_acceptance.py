from odoo import models


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
