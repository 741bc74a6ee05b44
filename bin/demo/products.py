"""Products with variants, categories, vendors and bills of materials from `catalogue`."""

from demo import catalogue as c
from demo.records import inn, kpp, latin, make, name, phone


def build(world):
    env = world.env
    categories = {}
    for key, (title, parent) in c.CATEGORIES.items():
        values = {"name": title, "parent_id": categories[parent].id if parent else False}
        values["is_equipment"] = key == "equipment"
        if "attestation_required" in env["product.category"]._fields:
            values["attestation_required"] = key in c.ATTESTED_CATEGORIES
        categories[key] = make(env, "product.category", f"category_{key}", values)
    attributes = {key: attribute(env, key, *row) for key, row in c.ATTRIBUTES.items()}
    vendors = {
        key: vendor(env, number, key, *row) for number, (key, row) in enumerate(c.VENDORS.items())
    }
    for row in c.EQUIPMENT:
        equipment(env, categories, attributes, vendors, *row)
    for row in c.GOODS:
        goods(env, categories, vendors, *row)
    for row in c.SERVICES:
        service(env, categories, *row)
    for key, services in c.USUAL_SERVICES.items():
        categories[key].usual_service_ids = [world.ref(f"product_{x}_1").id for x in services]
    for key, parts in c.STRUCTURE.items():
        bill_of_materials(world, key, parts)
    if "crm.checklist" in env:
        for number, row in enumerate(c.CHECKLISTS):
            checklist(env, categories, number, *row)


def checklist(env, categories, number, category, kind, title, points):
    lines = [
        {"name": text, "comparison": check, "declared": value, "tolerance": slack, "unit": unit}
        for text, check, value, slack, unit in points
    ]
    values = {
        "name": title,
        "kind": kind,
        "category_ids": [(6, 0, categories[category].ids)],
        "line_ids": [(0, 0, {**line, "sequence": place}) for place, line in enumerate(lines)],
    }
    make(env, "crm.checklist", f"checklist_{number}", values)


def attribute(env, key, title, values):
    lines = [(0, 0, {"name": text, "sequence": order}) for order, text in enumerate(values)]
    return make(
        env,
        "product.attribute",
        f"attribute_{key}",
        {"name": title, "create_variant": "always", "display_type": "radio", "value_ids": lines},
    )


def vendor(env, number, key, title, city, code, days):
    values = {
        "name": title,
        "is_company": True,
        "city": city,
        "country_id": env.ref("base.ru").id,
        "phone": phone(code, 8000 + number),
        "email": f"zakaz@{key}.example",
        "inn": inn(2240718 + number * 51437),
        "kpp": kpp(2240718 + number * 51437),
        "supplier_rank": 1,
    }
    return make(env, "res.partner", f"vendor_{key}", values), days


def equipment(env, categories, attributes, vendors, key, title, category, way, price, cost,
              extras, flags, code):  # fmt: skip
    Template = env["product.template"]
    values = {
        "name": title,
        "categ_id": categories[category].id,
        "type": "consu",
        "is_storable": True,
        "tracking": "serial",
        "list_price": price,
        "standard_price": cost,
        "invoice_policy": "order",
        "purchase_ok": way == "resale",
        "sale_delay": 5,
        "route_ids": [(6, 0, routes(env, way).ids)],
        "seller_ids": sellers(vendors, c.VENDOR_OF[category], cost) if way == "resale" else [],
        "attribute_line_ids": [
            (0, 0, {"attribute_id": one.id, "value_ids": [(6, 0, one.value_ids.ids)]})
            for one in (attributes[x] for x in extras)
        ],
        **{flag: True for flag in flags if flag in Template._fields},
    }  # fmt: skip
    template = make(env, "product.template", f"product_{key}", values)
    for line, prices in zip(template.attribute_line_ids, extras.values(), strict=True):
        for value, extra in zip(line.product_template_value_ids, prices, strict=True):
            value.price_extra = extra
    for number, variant in enumerate(template.product_variant_ids, 1):
        several = len(template.product_variant_ids) > 1
        variant.default_code = f"{code}-{number}" if several else code
        variant.standard_price = cost
        name(variant, f"product_{key}_{number}")


def goods(env, categories, vendors, key, title, category, price, cost, _quantity, code):
    to_order = key in c.TO_ORDER
    values = {
        "name": title,
        "categ_id": categories[category].id,
        "default_code": code,
        "type": "consu",
        "is_storable": True,
        "sale_ok": category == "parts",
        "list_price": price,
        "standard_price": cost,
        "invoice_policy": "order",
        "route_ids": [(6, 0, routes(env, "bought" if to_order else "resale").ids)],
        "seller_ids": sellers(vendors, c.VENDOR_OF.get(key, c.VENDOR_OF[category]), cost),
    }
    name(env["product.template"].create(values), f"product_{key}")
    name(env.ref(f"crm_sales_flow_demo.product_{key}").product_variant_id, f"product_{key}_1")


def service(env, categories, key, title, price, code):
    values = {
        "name": title,
        "categ_id": categories["services"].id,
        "default_code": code,
        "type": "service",
        "list_price": price,
        "invoice_policy": "order",
        "purchase_ok": False,
    }
    template = make(env, "product.template", f"product_{key}", values)
    name(template.product_variant_id, f"product_{key}_1")


def routes(env, way):
    """made: each order starts its production; bought: each order starts its purchase."""
    to_order = env.ref("stock.route_warehouse0_mto")
    manufacture = env.ref("mrp.route_warehouse0_manufacture")
    buy = env.ref("purchase_stock.route_warehouse0_buy")
    return {
        "made": to_order | manufacture,
        "stocked": manufacture,
        "resale": buy,
        "bought": to_order | buy,
    }[way]


def sellers(vendors, key, cost):
    partner, days = vendors[key]
    return [(0, 0, {"partner_id": partner.id, "price": cost, "delay": days, "min_qty": 0})]


def bill_of_materials(world, key, parts):
    lines = [
        (0, 0, {"product_id": world.ref(f"product_{part}_1").id, "product_qty": quantity})
        for part, quantity in parts.items()
    ]
    template = world.ref(f"product_{key}")
    bom = make(
        world.env,
        "mrp.bom",
        f"bom_{key}",
        {
            "product_tmpl_id": template.id,
            "product_qty": 1,
            "code": latin(template.default_code or "").upper() or False,
            "produce_delay": 14,
            "bom_line_ids": lines,
        },
    )
    if not template.standard_price:
        for variant in template.product_variant_ids:
            variant.standard_price = sum(
                line.product_id.standard_price * line.product_qty for line in bom.bom_line_ids
            )
