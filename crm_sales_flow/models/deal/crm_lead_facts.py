from odoo import api, models
from odoo.tools import ormcache


class CrmLead(models.Model):
    """Facts are not typed in: who may change a deal could declare it paid (I06, I11)."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "flow.facts.mixin"]

    def _flow_check_write(self, vals):
        result = super()._flow_check_write(vals)
        self._flow_check_facts(vals)
        return result

    @api.model
    @ormcache()
    def _flow_fact_names(self):
        """Fields that only the program fills: ours, Odoo's verdict, and all that is only computed.

        What is not stored counts as well, whoever defines it: a written value would stand in the
        cache while the gates are asked.
        """
        return frozenset(
            name
            for name, field in self._fields.items()
            if name == "won_status"
            or field.readonly
            and not field.inverse
            and (
                "crm_sales_flow" in field._modules
                and field.column_type
                or field.compute
                and not field.store
            )
        )

    @api.model
    def _flow_check_facts(self, names, creating=False):
        if self._flow_gates_waived():
            return None
        return super()._flow_check_facts(names, creating)
