"""Helpers of the demo modules: external ids, invented numbers of firms, telephone numbers."""

import re

MODULE = "crm_sales_flow_demo"

# Models whose records stand by themselves: each record made by the demo gets an external id,
# so that test data can be told apart and removed. Lines, messages and moves go with these.
TOP_LEVEL = (
    "account.move",
    "account.payment",
    "crm.ad.cost",
    "crm.attestation.body",
    "crm.attestation.certificate",
    "crm.call.list",
    "crm.control.call",
    "crm.deal.document",
    "crm.exhibition",
    "crm.lead",
    "crm.request",
    "crm.sales.target",
    "crm.service.contract",
    "crm.sorting.round",
    "crm.tag",
    "crm.touch",
    "mail.activity",
    "mailchimp.account",
    "mailchimp.audience",
    "miko.call",
    "miko.extension",
    "miko.line",
    "miko.pbx",
    "mrp.bom",
    "mrp.production",
    "product.attribute",
    "product.category",
    "product.pricelist",
    "product.product",
    "product.template",
    "project.project",
    "project.task",
    "purchase.order",
    "res.partner",
    "res.partner.category",
    "res.users",
    "sale.order",
    "stock.lot",
    "stock.picking",
    "stock.warehouse.orderpoint",
    "utm.campaign",
    "utm.source",
)

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch - y - e yu ya".split(),
        strict=True,
    )
)


def name(record, xmlid):
    """Give a record its external id, which marks it as test data; returns the record."""
    record.env["ir.model.data"].sudo().create(
        {
            "module": MODULE,
            "name": xmlid,
            "model": record._name,
            "res_id": record.id,
            "noupdate": True,
        }
    )
    return record


def make(env, model, xmlid, values):
    return name(env[model].create(values), xmlid)


def ref(env, xmlid):
    """A record of the demo by its external id."""
    return env.ref(f"{MODULE}.{xmlid}")


def last_ids(env):
    """Model -> greatest id: what is above it was made later."""
    return {model: max(_ids(env, model), default=0) for model in TOP_LEVEL if model in env.registry}


def unnamed(env, before):
    """Records made since `before` (of `last_ids`) that have no external id of the demo."""
    for model, last in before.items():
        marked = env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", model)])
        taken = set(marked.mapped("res_id"))
        yield model, [x for x in _ids(env, model) if x > last and x not in taken]


def name_rest(env, before):
    """External ids for what Odoo's own methods made: orders, pickings, invoices, tasks."""
    for model, ids in list(unnamed(env, before)):
        prefix = model.replace(".", "_")
        env["ir.model.data"].create(
            [
                {
                    "module": MODULE,
                    "name": f"{prefix}_{number}",
                    "model": model,
                    "res_id": number,
                    "noupdate": True,
                }
                for number in ids
            ]
        )


def _ids(env, model):
    return env[model].with_context(active_test=False).sudo().search([], order="id").ids


# ------------------------------------------------------- invented numbers


def inn(number):
    """A taxpayer number with a right checksum of region 00, which does not exist."""
    body = f"00{number:07d}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    check = sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11 % 10
    return f"{body}{check}"


def kpp(number):
    return f"{inn(number)[:4]}01001"


def ogrn(number):
    """A registration number with a right checksum, of region 00 as well."""
    body = f"12400{number:07d}"
    return f"{body}{int(body) % 11 % 10}"


def phone(city_code, number):
    """A number that nobody has: local numbers in Russia do not begin with 0."""
    digits = f"{number:04d}"
    return f"+7 {city_code} 000-{digits[:2]}-{digits[2:]}"


def latin(text):
    """Russian text for an address of e-mail or a domain."""
    letters = (LATIN.get(letter, letter) for letter in text.lower())
    return re.sub(r"[^a-z0-9]+", "-", "".join(x for x in letters if x != "-")).strip("-")
