"""What lies in the warehouse: parts by quantity, equipment by serial number; reorder rules."""

from demo import catalogue as c
from demo.records import make


def build(world):
    env = world.env
    place = env["stock.warehouse"].search([], limit=1).lot_stock_id
    counted = [(f"product_{key}_1", None, quantity) for key, *_x, quantity, _code in c.GOODS]
    for key, amounts in c.ON_HAND.items():
        for number, amount in enumerate(amounts, 1):
            counted += [(f"product_{key}_{number}", serial, 1) for serial in range(1, amount + 1)]
    lines = [
        {
            "product_id": world.ref(xmlid).id,
            "location_id": place.id,
            "lot_id": lot(world, xmlid, serial).id if serial else False,
            "inventory_quantity": quantity,
        }
        for xmlid, serial, quantity in counted
        if quantity
    ]
    quants = env["stock.quant"].with_context(inventory_mode=True).create(lines)
    quants.action_apply_inventory()
    for key, (least, most) in c.REORDER.items():
        values = {
            "product_id": world.ref(f"product_{key}_1").id,
            "location_id": place.id,
            "product_min_qty": least,
            "product_max_qty": most,
            "trigger": "manual",
        }
        make(env, "stock.warehouse.orderpoint", f"reorder_{key}", values)


def lot(world, xmlid, serial):
    product = world.ref(xmlid)
    values = {"product_id": product.id, "name": serial_number(world, product, serial)}
    return make(world.env, "stock.lot", f"{xmlid}_serial_{serial}", values)


def serial_number(world, product, serial):
    """Such as ПР-2-2605-003: code, year and month of making, number."""
    return f"{product.default_code}-{world.clock.moment:%y%m}-{serial:03d}"
