from odoo import api, models

FACTS = frozenset(
    {
        "reserved_until",
        "is_reservation_released",
        "supply_told_date",
        "supply_told_state",
        "supply_told_late",
        "supply_checked_on",
        "supply_let_promise",
        "proposal_version",
        "previous_version_id",
        "proposal_sent_at",
        "proposal_sent_to",
        "proposal_opened_at",
        "proposal_answered_at",
    }
)


class SaleOrder(models.Model):
    """What was sent, promised and reserved is kept by the program: nobody types it in (I11)."""

    _name = "sale.order"
    _inherit = ["sale.order", "flow.facts.mixin"]

    @api.model
    def _flow_fact_names(self):
        return super()._flow_fact_names() | FACTS

    @api.model_create_multi
    def create(self, vals_list):
        self._flow_check_facts({name for vals in vals_list for name in vals}, creating=True)
        return super().create(vals_list)

    def write(self, vals):
        self._flow_check_facts(vals)
        return super().write(vals)
