from odoo import api, models
from odoo.exceptions import AccessError

from .supply_watch import watch

FOLLOWED = frozenset({"date", "state", "product_uom_qty", "move_orig_ids", "move_dest_ids"})
# What says that goods are held or have moved, and for which order.
PERFORMED = frozenset(
    {
        "quantity",
        "picked",
        "move_line_ids",
        "lot_ids",
        "sale_line_id",
        "product_uom",
        "location_id",
        "location_dest_id",
    }
)
# What people change when they move the day of a transfer.
TELLING = frozenset({"date", "product_uom_qty"})
HELD_STATES = ("done", "assigned", "partially_available")

# Whose work with goods Odoo lets write them; everybody else only takes back.
MOVERS = ("stock.group_stock_user", "mrp.group_mrp_user", "purchase.group_purchase_user")


def check_mover(env, is_claim):
    """Goods are reserved and shipped by those who handle them (I11, L05).

    Odoo lets salespeople write the moves of their orders and every employee the details of a
    move, so that cancelling an order works. The program itself is elevated.

    :param is_claim: whether goods would be held or moved by the change.
    """
    if is_claim and not _is_mover(env):
        raise AccessError(env._("What is reserved and shipped is said by the warehouse."))


def check_taking_back(moves):
    """Whoever does not handle goods frees only those of orders that he may change (I11, L02)."""
    if _is_mover(moves.env):
        return
    orders = {move._supply_order() for move in moves}
    if not all(orders) or not all(
        order.with_env(moves.env).has_access("write") for order in orders
    ):
        raise AccessError(
            moves.env._("Goods that are held for an order are freed by those who may change it.")
        )


def _is_mover(env):
    if env.su or not env.user._is_internal():
        return True
    return any(map(env.user.has_group, MOVERS))


def claims(vals):
    return vals.get("state") in HELD_STATES or any(vals.get(name) for name in PERFORMED)


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        """Moves of a return are made inside their picking, after it."""
        defaults = any(f"default_{name}" in self.env.context for name in {*PERFORMED, "state"})
        check_mover(self.env, defaults or any(map(claims, vals_list)))
        moves = super().create(vals_list)
        moves._supply_watch(told=True)
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

    def _action_assign(self, force_qty=False):
        """Confirming an order reserves what is really there, whoever confirms it.

        Elevated, because the salesperson himself may not say that goods are held. What was
        released consciously stays free until somebody reserves it again (L02).
        """
        moves = self.sudo()
        orders = moves.sale_line_id.order_id.filtered("is_reservation_released")
        if orders:
            moves = moves.filtered(
                lambda move: (
                    move.sale_line_id.order_id not in orders or not move._supply_is_outgoing()
                )
            )
        return super(StockMove, moves)._action_assign(force_qty=force_qty)

    def _supply_watch(self, told):
        """Follow these moves; what was told of them names the document as the cause (L08)."""
        for document, moves in self.grouped(lambda move: move._supply_document()).items():
            watch(moves=moves, cause=told and document)

    def _supply_document(self):
        """Number of the purchase or the transfer; a delivery only waits for its goods."""
        purchase = self.sudo().purchase_line_id.order_id
        if purchase:
            return purchase.name
        goes_out = self.location_dest_id.usage == "customer" and self.state != "cancel"
        return False if goes_out else self.picking_id.name

    def _supply_is_outgoing(self):
        """Whether its goods are on their way out of the warehouse to the client."""
        final = self.location_final_id or self.location_dest_id
        return final.usage == "customer" and self.location_id.usage == "internal"

    def _action_cancel(self):
        pickings = self.picking_id
        result = super()._action_cancel()
        pickings._sync_deal_documents()
        return result

    def write(self, vals):
        check_mover(self.env, claims(vals))
        if vals.keys() & {*PERFORMED, "state"}:
            check_taking_back(self)
        result = super().write(vals)
        if vals.keys() & FOLLOWED:
            self._supply_watch(vals.keys() & TELLING or vals.get("state") == "cancel")
        if "sale_line_id" in vals:
            self.picking_id._sync_deal_documents()
        return result

    def unlink(self):
        pickings = self.picking_id
        result = super().unlink()
        pickings.exists()._sync_deal_documents()
        return result
