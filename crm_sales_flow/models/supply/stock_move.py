from odoo import api, models

from .supply_watch import watch

FOLLOWED = frozenset({"date", "state", "product_uom_qty", "move_orig_ids", "move_dest_ids"})


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        """Moves of a return are made inside their picking, after it."""
        moves = super().create(vals_list)
        watch(moves=moves)
        moves.filtered("sale_line_id").picking_id._sync_deal_documents()
        return moves

    def _get_upstream_documents_and_responsibles(self, visited):
        """Which documents are told that an order was cut or cancelled.

        Odoo looks for them with the rights of the person, and a salesperson without purchase
        rights then cannot cancel a confirmed order of the own. The answer is only used to
        schedule activities, which Odoo itself does with elevated rights.
        """
        return super(StockMove, self.sudo())._get_upstream_documents_and_responsibles(visited)

    def _assign_picking_post_process(self, new=False):
        """A picking is made first and gets its moves, and so its deals, afterwards."""
        result = super()._assign_picking_post_process(new=new)
        self.picking_id._sync_deal_documents()
        return result

    def _action_cancel(self):
        pickings = self.picking_id
        result = super()._action_cancel()
        pickings._sync_deal_documents()
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & FOLLOWED:
            watch(moves=self)
        if "sale_line_id" in vals:
            self.picking_id._sync_deal_documents()
        return result

    def unlink(self):
        pickings = self.picking_id
        result = super().unlink()
        pickings.exists()._sync_deal_documents()
        return result
