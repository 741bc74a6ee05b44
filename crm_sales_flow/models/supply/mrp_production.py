from odoo import models

from .stock_move import check_mover
from .supply_watch import watch


class MrpProduction(models.Model):
    """Production orders are documents of the deals whose orders they serve (L03, N01)."""

    _name = "mrp.production"
    _inherit = ["mrp.production", "crm.deal.document.mixin"]

    _deal_document_triggers = frozenset(
        {"reference_ids", "sale_line_id", "name", "date_start", "date_finished"}
    )

    def _deal_document_type(self):
        return "crm_sales_flow.document_type_production" if self.state != "cancel" else False

    def _deal_document_deals(self):
        return (self.reference_ids.sale_ids | self.sale_line_id.order_id).opportunity_id

    def _deal_document_values(self):
        date = self.date_finished or self.date_start
        return {
            "name": self.name,
            "date": date and date.date(),
            "state": "issued" if self.state == "done" else "required",
        }

    def action_assign(self):
        """Components are reserved and freed by the workshop and the warehouse (L02)."""
        check_mover(self.env, bool(self))
        return super().action_assign()

    def do_unreserve(self):
        check_mover(self.env, bool(self))
        return super().do_unreserve()

    def _made_moves(self):
        """Of the finished moves those of the product itself, without by-products."""
        return self.move_finished_ids.filtered(lambda move: move.product_id == self.product_id)

    def _post_run_manufacture(self, post_production_values):
        """Each of several production orders of one procurement brings its goods there.

        Odoo ties what waits for the goods to the last of them only, and the units of the others
        would be nobody's (L05).
        """
        for production, procurement in zip(self, post_production_values, strict=True):
            waiting = procurement.values.get("move_dest_ids")
            made = production._made_moves()
            if waiting and waiting not in made.move_dest_ids:
                made.move_dest_ids |= waiting
        return super()._post_run_manufacture(post_production_values)

    def _compute_move_finished_ids(self):
        """What waits for the goods of a draft is kept when Odoo makes its moves anew."""
        drafts = self.filtered(lambda production: production.state == "draft" and production.id)
        waiting = {production: production._made_moves().move_dest_ids for production in drafts}
        result = super()._compute_move_finished_ids()
        for production, moves in waiting.items():
            made = production._made_moves()
            if moves - made.move_dest_ids:
                made.move_dest_ids |= moves
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"date_start", "date_finished", "product_qty", "qty_producing"}:
            for production in self:
                watch(moves=production.move_finished_ids, cause=production.name)
        return result

    # The state is computed from the moves, without a write: the actions tell.

    def button_mark_done(self):
        result = super().button_mark_done()
        self.filtered(lambda production: production.state == "done")._sync_deal_documents()
        return result

    def _action_cancel(self):
        for production in self:
            watch(moves=production.move_finished_ids, cause=production.name)
        result = super()._action_cancel()
        self._sync_deal_documents()
        return result

    def copy_data(self, default=None):
        """A part of an order is finished by copying the rest (a backorder).

        Odoo copies the journal entries of work in progress with it. People of the workshop may
        not read them and could not report a part; their backorder starts without such entries.
        """
        if "wip_move_ids" in self._fields and not self.env["account.move"].has_access("read"):
            default = {"wip_move_ids": False} | dict(default or {})
            return [
                {name: value for name, value in values.items() if name != "wip_move_ids"}
                for values in super().copy_data(default)
            ]
        return super().copy_data(default)
