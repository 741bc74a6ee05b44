"""When could so many units of a product be there? From stock, lead times and capacity (J01, L11).

Everything is read level by level of the bills of materials, for all products at once.
"""

from datetime import timedelta

from odoo import fields

from .supply_capacity import Capacity


class Outlook:
    """
    :param products: products that are asked for, in an elevated environment.
    """

    def __init__(self, products, company):
        self.env = products.env
        self.company = company
        self.now = fields.Datetime.now()
        self.boms = self._read_boms(products)
        every = products.union(*self.boms, *(self._components(bom) for bom in self.boms.values()))
        self.free = {product: max(product.free_qty, 0.0) for product in every}
        centres = self.env["mrp.bom"].union(*self.boms.values()).operation_ids.workcenter_id
        self.capacity = Capacity(centres) if centres else None
        self._known = {}

    def _read_boms(self, products):
        boms, level = {}, products
        while level:
            found = self.env["mrp.bom"]._bom_find(level, company_id=self.company.id)
            found = {product: bom for product, bom in found.items() if bom}
            boms.update(found)
            below = level.browse().union(*map(self._components, found.values()))
            level = below.filtered(lambda product: product not in boms)
        return boms

    @staticmethod
    def _components(bom):
        return bom.bom_line_ids.product_id

    def ready(self, product, quantity=1.0):
        """The moment at which so many units can be in stock; None when nobody can say."""
        key = product, quantity
        if key not in self._known:
            self._known[key] = None  # a product that consists of itself is never there
            self._known[key] = self._ready(product, quantity)
        return self._known[key]

    def _ready(self, product, quantity):
        bom = self.boms.get(product)
        if not bom and (not product.is_storable or product.type == "service"):
            return self.now
        is_kit = bool(bom) and bom.type == "phantom"
        lacking = quantity if is_kit else quantity - self.free[product]
        if lacking <= 0:
            return self.now
        if bom:
            return self.made(product, lacking)
        days = self.supplier_days(product)
        return None if days is None else self.now + timedelta(days=days)

    def made(self, product, quantity):
        """The moment at which so many units would be made, if they were ordered now."""
        bom = self.boms[product]
        start = self._components_ready(product, bom, quantity)
        if not start or bom.type == "phantom":
            return start
        planned = start + timedelta(days=bom.produce_delay)
        if not bom.operation_ids:
            return planned
        able = self.capacity.ready(bom, product, quantity, start)
        return able and max(planned, able)

    def _components_ready(self, product, bom, quantity):
        batch = bom.product_uom_id._compute_quantity(
            bom.product_qty or 1.0, product.uom_id, round=False
        )
        moments = [self.now]
        for line in bom.bom_line_ids:
            if line._skip_bom_line(product):
                continue
            needed = line.product_uom_id._compute_quantity(
                line.product_qty * quantity / batch, line.product_id.uom_id, round=False
            )
            moments.append(self.ready(line.product_id, needed))
        return max(moments) if all(moments) else None

    def production_days(self, product):
        """Days in which one unit would be made, components included; None: it is not made."""
        bom = self.boms.get(product)
        if not bom or bom.type == "phantom":
            return None
        moment = self.made(product, 1.0)
        return moment and self._days(moment)

    def _days(self, moment):
        left = moment - self.now
        return left.days + bool(left.seconds)

    def supplier_days(self, product):
        """Days in which the first supplier brings it; None: nobody sells it to us."""
        sellers = product.seller_ids.filtered(
            lambda seller: (
                seller.company_id in (self.company, self.company.browse())
                and seller.product_id in (product, product.browse())
            )
        )
        if not sellers:
            return None
        return sellers[0].delay + int(self.company.days_to_purchase)
