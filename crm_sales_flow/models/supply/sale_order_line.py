from collections import defaultdict

from odoo import api, fields, models

from ...tools import supply_attribution as supply
from .supply_walk import read_attribution, read_late_names, read_progress

FIGURES = {
    "qty_shipped": supply.SHIPPED,
    "qty_reserved": supply.RESERVED,
    "qty_on_way": supply.ON_WAY,
    "qty_in_production": supply.IN_PRODUCTION,
    "qty_on_purchase": supply.ON_PURCHASE,
    "qty_missing": supply.MISSING,
}


class SaleOrderLine(models.Model):
    """Where the ordered units are: ordered = shipped + reserved + on its way + in production
    + on purchase + missing, in the product's unit, for storable lines of confirmed orders.

    Computed with elevated rights and never stored: a salesperson reads the figures without any
    right on stock, production or purchase, and they are as fresh as the documents. A chain of
    several steps cannot be expressed in ``depends``; two steps are, for what happens inside one
    transaction, and the next request reads anew anyway.
    """

    _inherit = "sale.order.line"

    supply_tracked = fields.Boolean(
        "Counted in Supply",
        compute="_compute_supply_tracked",
        compute_sudo=True,
        help="Storable goods and kits of storable goods; services are outside.",
    )
    qty_to_supply = fields.Float(
        "Ordered (stock unit)",
        digits="Product Unit",
        compute="_compute_supply",
        compute_sudo=True,
        help="The ordered quantity in the unit in which the product is kept in stock.",
    )
    qty_shipped = fields.Float(
        "Shipped", digits="Product Unit", compute="_compute_supply", compute_sudo=True
    )
    qty_reserved = fields.Float(
        "Reserved", digits="Product Unit", compute="_compute_supply", compute_sudo=True
    )
    qty_on_way = fields.Float(
        "On Its Way to Stock", digits="Product Unit", compute="_compute_supply", compute_sudo=True
    )
    qty_in_production = fields.Float(
        "In Production", digits="Product Unit", compute="_compute_supply", compute_sudo=True
    )
    qty_on_purchase = fields.Float(
        "On Purchase", digits="Product Unit", compute="_compute_supply", compute_sudo=True
    )
    qty_missing = fields.Float(
        "Missing",
        digits="Product Unit",
        compute="_compute_supply",
        compute_sudo=True,
        help="Neither shipped nor reserved, and nothing that is ordered will bring it.",
    )
    ready_percent = fields.Float(
        "Ready, %",
        compute="_compute_supply",
        compute_sudo=True,
        help="Shipped, reserved and on its way, plus the done share of the production orders.",
    )
    ready_date = fields.Datetime(
        "Ready on",
        compute="_compute_supply",
        compute_sudo=True,
        help="When the last unit is expected at the warehouse; empty while something is missing or "
        "overdue, and when everything is there.",
    )
    is_short_of_components = fields.Boolean(
        "Components are lacking",
        compute="_compute_supply",
        compute_sudo=True,
        help="It is in production, but components are not in stock and nothing that is ordered for "
        "it will bring them: its day is not sure.",
    )
    overdue_documents = fields.Char(
        "Overdue",
        compute="_compute_supply",
        compute_sudo=True,
        help="Production orders, purchases and transfers whose planned day has passed without a "
        "result: when the goods come is not known until somebody plans a new day.",
    )
    promised_date = fields.Datetime(
        "Promised for",
        related="order_id.commitment_date",
        help="The day of delivery that the client was promised in the order.",
    )
    supply_action = fields.Selection(
        [
            ("reserve", "To reserve"),
            ("produce", "To produce"),
            ("purchase", "To purchase"),
            ("receive", "To receive"),
            ("ship", "To ship"),
            ("shipped", "Shipped"),
        ],
        "Supply",
        compute="_compute_supply",
        compute_sudo=True,
    )

    @api.depends("product_id", "display_type", "is_expense")
    def _compute_supply_tracked(self):
        kits = self._supply_kits()
        for line in self:
            line.supply_tracked = bool(
                line.product_id
                and not line.is_expense
                and (line.product_id.is_storable or kits.get((line.company_id, line.product_id)))
            )

    def _supply_kits(self):
        """(company, product) -> kit bill of materials; one query per company of the batch."""
        kits = {}
        for company, lines in self.grouped("company_id").items():
            boms = self.env["mrp.bom"]._bom_find(
                lines.product_id, company_id=company.id, bom_type="phantom"
            )
            kits.update({(company, product): bom for product, bom in boms.items() if bom})
        return kits

    @api.depends(
        "state",
        "supply_tracked",
        "product_uom_id",
        "product_uom_qty",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.product_uom_qty",
        "move_ids.move_orig_ids.state",
        "move_ids.move_orig_ids.quantity",
        "move_ids.move_orig_ids.product_uom_qty",
        "move_ids.move_orig_ids.production_id.date_finished",
        "move_ids.created_purchase_line_ids.product_qty",
        "move_ids.created_purchase_line_ids.order_id.state",
        "move_ids.move_orig_ids.move_orig_ids.state",
    )
    def _compute_supply(self):
        tracked = self.filtered(lambda line: line.state == "sale" and line.supply_tracked)
        (self - tracked)._set_supply(0.0, supply.Supply(), {}, {})
        if not tracked:
            return
        today = tracked.order_id[:1]._supply_day_begin()
        attribution = read_attribution(self.env, tracked.ids, today)
        kits = tracked._supply_kits()
        parts = self._supply_kit_parts(kits)
        found = {}
        for line in tracked:
            ordered = line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )
            key = (line.company_id, line.product_id)
            if key in kits:
                figures = line._kit_supply(attribution, parts[key], ordered)
            else:
                figures = attribution.line(line.id, line.product_id.id, ordered)
            found[line] = (ordered, figures)
        segments = [segment for _o, figures in found.values() for segment in figures.segments]
        productions = {segment.production_id for segment in segments if segment.production_id}
        progress = read_progress(self.env, productions)
        late = read_late_names(self.env, {s.late_by for s in segments if s.late_by})
        for line, (ordered, figures) in found.items():
            line._set_supply(ordered, figures, progress, late)

    def _supply_kit_parts(self, kits):
        """(company, kit) -> {component: units in one set}; storable components only."""
        parts = defaultdict(lambda: defaultdict(float))
        for (company, product), bom in kits.items():
            sets = bom.product_uom_id._compute_quantity(
                bom.product_qty or 1.0, product.uom_id, round=False
            )
            _boms, bom_lines = bom.explode(product, 1.0)
            for bom_line, data in bom_lines:
                component = bom_line.product_id
                if component.is_storable:
                    quantity = bom_line.product_uom_id._compute_quantity(
                        data["qty"], component.uom_id, round=False
                    )
                    parts[company, product][component] += quantity / sets
        return parts

    def _kit_supply(self, attribution, parts, ordered):
        components = [
            (attribution.line(self.id, component.id, per_set * ordered), per_set)
            for component, per_set in parts.items()
            if per_set
        ]
        if not components:  # a kit of services and consumables waits for nothing
            figures = supply.Supply()
            figures.add(supply.Segment(supply.SHIPPED, ordered))
            return figures
        return supply.complete_sets(components, ordered)

    def _set_supply(self, ordered, figures, progress, late_names):
        quantities = figures.quantities
        values = {name: quantities[kind] for name, kind in FIGURES.items()}
        ready = sum(quantities[k] for k in (supply.SHIPPED, supply.RESERVED, supply.ON_WAY))
        ready += sum(s.quantity * progress.get(s.production_id, 0.0) for s in figures.segments)
        coming = (supply.ON_WAY, supply.IN_PRODUCTION, supply.ON_PURCHASE)
        dates = [s.date for s in figures.segments if s.kind in coming and s.date and s.quantity]
        late = {late_names[s.late_by] for s in figures.segments if s.late_by and s.quantity}
        is_sure = quantities[supply.MISSING] <= supply.EPSILON and not late
        values.update(
            qty_to_supply=ordered,
            ready_percent=100.0 * ready / ordered if ordered else 0.0,
            ready_date=max(dates, default=False) if is_sure else False,
            overdue_documents=", ".join(sorted(late)) or False,
            is_short_of_components=any(s.is_short and s.quantity for s in figures.segments),
            supply_action=ordered and self._supply_next_action(ordered, quantities),
        )
        for line in self:
            line.update(values)

    @api.model
    def _supply_next_action(self, ordered, quantities):
        """The one word that says what the line waits for first."""
        if quantities[supply.SHIPPED] >= ordered - supply.EPSILON:
            return "shipped"
        for kind, action in (
            (supply.MISSING, "reserve"),
            (supply.ON_PURCHASE, "purchase"),
            (supply.IN_PRODUCTION, "produce"),
            (supply.ON_WAY, "receive"),
        ):
            if quantities[kind] > supply.EPSILON:
                return action
        return "ship"

    def _supply_total_date(self):
        """When the last of them is in stock; nothing while one has no day, or all are there.

        What is made but not booked, or stands at an earlier step, is still on its way (L07).
        """
        dates = [
            line.ready_date
            for line in self
            if line.qty_shipped + line.qty_reserved < line.qty_to_supply - supply.EPSILON
        ]
        return max(dates) if dates and all(dates) else False

    def _supply_overdue_documents(self):
        """Numbers of what was planned for a day that has passed, and has not come."""
        names = set()
        for line in self.filtered("overdue_documents"):
            names.update(line.overdue_documents.split(", "))
        return ", ".join(sorted(names)) or False

    def _supply_total_state(self):
        """Of several lines together: not_needed, missing, partial or ready."""
        if not self:
            return "not_needed"
        held = [line.qty_shipped + line.qty_reserved for line in self]
        return self._supply_share(held, ("missing", "partial", "ready"))

    def _delivery_total_state(self):
        if not self:
            return "not_needed"
        return self._supply_share(self.mapped("qty_shipped"), ("waiting", "partial", "full"))

    def _supply_share(self, held, words):
        nothing, some, everything = words
        if all(
            h >= line.qty_to_supply - supply.EPSILON for h, line in zip(held, self, strict=True)
        ):
            return everything
        return some if any(h > supply.EPSILON for h in held) else nothing
