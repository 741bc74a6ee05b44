from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """A shipment gives the machine its owner, a return takes it away.

        The passports are written before the rest of the chain reacts. Elevated: the warehouse
        worker need not read deals.
        """
        result = super()._action_done()
        lines = self.sudo().move_line_ids.filtered(
            lambda line: line.state == "done" and line.lot_id
        )
        for line in lines.sorted("id"):
            if line.location_id.usage == "customer":
                line.lot_id._passport_return()
            elif line.location_dest_id.usage == "customer" and line.picking_id.partner_id:
                line.lot_id._passport_ship(*line.picking_id._passport_target(line))
        return result

    def _passport_target(self, line):
        """:return: the client, the site, the deal and the company of what ``line`` ships: of its
        order, or of the visit at which it was used as a part, or of the note alone."""
        if order := line.move_id.sale_line_id.order_id:
            client, site, lead = order.partner_id, order.partner_shipping_id, order.opportunity_id
            return client, site, lead, self.company_id
        visit = self.env["project.task"].search([("part_picking_id", "=", self.id)], limit=1)
        return self.partner_id, self.partner_id, visit.lead_id, self.company_id
