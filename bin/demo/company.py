"""The company itself: a fictitious Russian manufacturer, prices in roubles, VAT 22 %."""

from demo.records import name

VAT = 22.0


def build(env):
    russian(env)
    company = env.company
    company.write(
        {
            "name": "ООО «Вакуум-Прибор Тест»",
            "street": "ул. Испытательная, д. 1",
            "city": "Москва",
            "zip": "101000",
            "country_id": env.ref("base.ru").id,
            "phone": "+7 495 000-00-00",
            "email": "info@vacuum-pribor.example",
            "website": "https://vacuum-pribor.example",
            "font": "Roboto",
        }
    )
    name(company.partner_id, "company_partner")
    taxes(env, company)
    prices(env, company)


def russian(env):
    admin = env.ref("base.user_admin")
    admin.write({"lang": "ru_RU", "tz": "Europe/Moscow"})
    env.company.partner_id.write({"lang": "ru_RU", "tz": "Europe/Moscow"})
    env["ir.default"].set("res.partner", "lang", "ru_RU")
    env["ir.default"].set("res.partner", "tz", "Europe/Moscow")
    env["resource.calendar"].search([]).write({"tz": "Europe/Moscow"})


def taxes(env, company):
    """The generic chart's 15 % become Russian VAT, on sales and on purchases."""
    for use, default in (("sale", "account_sale_tax_id"), ("purchase", "account_purchase_tax_id")):
        tax = company[default]
        tax.write({"name": f"НДС {VAT:.0f} %", "amount": VAT, "description": f"НДС {VAT:.0f} %"})
        name(tax, f"tax_{use}")


def prices(env, company):
    """The price list that Odoo made before the company dealt in roubles."""
    lists = env["product.pricelist"].search([("company_id", "in", [False, company.id])])
    lists.write({"currency_id": company.currency_id.id})
