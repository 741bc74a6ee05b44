from odoo import models


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
