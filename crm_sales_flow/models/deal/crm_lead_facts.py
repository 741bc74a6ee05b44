from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_list, ormcache


class CrmLead(models.Model):
    """Facts are not typed in (I06, I11).

    Odoo lets every caller of the API write a stored computed field, and a default of it come
    from the context: who may change a deal could declare it paid. What the program works out is
    therefore refused from people on every path.
    """

    _inherit = "crm.lead"

    def _flow_check_write(self, vals):
        result = super()._flow_check_write(vals)
        self._flow_check_facts(vals)
        return result

    @api.model
    @ormcache()
    def _flow_fact_names(self):
        """Fields that only the program fills: ours, and Odoo's verdict on the deal.

        What is not stored counts as well: a written value would stand in the cache while the
        gates are asked.
        """
        return frozenset(
            name
            for name, field in self._fields.items()
            if name == "won_status"
            or "crm_sales_flow" in field._modules
            and field.readonly
            and not field.inverse
            and field.column_type
        )

    @api.model
    def _flow_check_facts(self, names):
        """:param names: fields that the caller gives values of."""
        if self.env.su or self._flow_gates_waived():
            return
        defaults = [key[8:] for key in self.env.context if key.startswith("default_")]
        given = self._flow_fact_names().intersection([*names, *defaults])
        if given:
            labels = [text["string"] for text in self.fields_get(list(given), ["string"]).values()]
            raise AccessError(
                self.env._(
                    "The program fills these by itself, from documents and events: %(fields)s",
                    fields=format_list(self.env, sorted(labels)),
                )
            )
