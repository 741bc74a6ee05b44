"""When could so many units of a product be there? From stock, lead times and capacity (J01, L11).

Everything is read level by level of the bills of materials, for all products at once.
"""

from collections import defaultdict
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
        self._begin()

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
        return self.ready_together({product: quantity})

    def ready_together(self, needs):
        """The moment at which all of it can be in stock; None when nobody can say.

        What one of them takes, of a stock or of the time of a work centre, the next one does not
        find (L11).

        :param needs: {product: quantity}
        """
        self._begin()
        moments = [self._ready(product, quantity) for product, quantity in needs.items()]
        return max(moments) if moments and all(moments) else None

    def _begin(self):
        self._left = dict(self.free)
        self._booked = defaultdict(list)
        self._above = []

    def _ready(self, product, quantity):
        bom = self.boms.get(product)
        if not bom and (not product.is_storable or product.type == "service"):
            return self.now
        if not bom or bom.type != "phantom":
            taken = min(quantity, self._left[product])
            self._left[product] -= taken
            quantity -= taken
        if quantity <= 0:
            return self.now
        if bom:
            return self._made(product, quantity)
        days = self.supplier_days(product)
        return None if days is None else self.now + timedelta(days=days)

    def _made(self, product, quantity):
        """The moment at which so many units would be made, if they were ordered now."""
        if product in self._above:  # a product that consists of itself is never there
            return None
        bom = self.boms[product]
        self._above.append(product)
        start = self._components_ready(product, bom, quantity)
        self._above.pop()
        if not start or bom.type == "phantom":
            return start
        planned = start + timedelta(days=bom.produce_delay)
        if not bom.operation_ids:
            return planned
        able = self.capacity.ready(bom, product, quantity, start, self._booked)
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
            moments.append(self._ready(line.product_id, needed))
        return max(moments) if all(moments) else None

    def production_days(self, product):
        """Days in which one unit would be made, components included; None: it is not made."""
        bom = self.boms.get(product)
        if not bom or bom.type == "phantom":
            return None
        self._begin()
        moment = self._made(product, 1.0)
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
