from odoo import models

from .crm_lead_delivery import PLAN_SHIPMENT, TELL_DELIVERY


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """What is shipped in full goes to the engineers at once (O02).

        Elevated: the warehouse worker need not see deals or write tasks.
        """
        result = super()._action_done()
        deals = self.sudo().move_ids.sale_line_id.order_id.opportunity_id
        self.sudo()._field_work_take_back()
        deals._flow_plan_shipped_installations()
        gone = deals.filtered(lambda deal: deal.delivery_state == "full")
        gone._flow_settle_tasks(
            (PLAN_SHIPMENT, TELL_DELIVERY), self.env._("The goods have been shipped.")
        )
        return result

    def _field_work_take_back(self):
        """What the client sent back is not installed at his place any more."""
        lots = self.move_line_ids.filtered(
            lambda line: line.state == "done" and line.location_id.usage == "customer"
        ).lot_id
        if lots:
            domain = [
                ("lot_ids", "in", lots.ids),
                ("field_work_type", "=", "installation"),
                ("act_signed_at", "=", False),
            ]
            for visit in self.env["project.task"].search(domain):
                visit.lot_ids -= lots
