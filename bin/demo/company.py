"""The company itself: a fictitious Russian manufacturer, prices in roubles, VAT 22 %."""

from demo import logo
from demo.records import inn, kpp, make, name, ogrn, phone

VAT = 22.0
NAME = "ООО «Пример-Вакуум»"
DOMAIN = "primer-vacuum.example"
SOURCES = {
    "search": "Поисковая реклама",
    "repeat": "Повторное обращение",
}
# The generic chart of accounts is in English; these are met on the demo's documents.
ACCOUNTS = {
    "101403": "Поступления в пути",
    "101404": "Платежи в пути",
    "110100": "Запасы",
    "110400": "Себестоимость производства",
    "110500": "Незавершённое производство",
    "121000": "Расчёты с покупателями",
    "121100": "Товары к получению",
    "131000": "НДС уплаченный",
    "132000": "НДС к возмещению",
    "211000": "Расчёты с поставщиками",
    "211100": "Счета к получению",
    "251000": "НДС полученный",
    "252000": "НДС к уплате",
    "400000": "Выручка от продаж",
    "500000": "Себестоимость продаж",
    "600000": "Расходы",
    "610000": "Изменение запасов",
}
TAGS = {
    "tender": "Тендер",
    "urgent": "Срочно",
    "import": "Замена импорта",
    "vip": "Ключевой клиент",
}


def build(world):
    env = world.env
    company = env.company
    russian(env, company)
    requisites(env, company)
    taxes(env, company)
    prices(env, company)
    warehouse(env, company)
    features(env)
    words(env)
    # The first domain is given to the company and to all addresses, that of requests included.
    make(env, "mail.alias.domain", "alias_domain", {"name": DOMAIN})


def russian(env, company):
    admin = env.ref("base.user_admin")
    admin.write({"lang": "ru_RU", "tz": "Europe/Moscow", "notification_type": "inbox"})
    admin.odoobot_state = "disabled"
    admin.partner_id.write({"name": "Администратор", "email": f"admin@{DOMAIN}"})
    name(admin.partner_id, "admin_partner")
    company.partner_id.write({"lang": "ru_RU", "tz": "Europe/Moscow"})
    env["ir.default"].set("res.partner", "lang", "ru_RU")
    env["ir.default"].set("res.partner", "tz", "Europe/Moscow")
    env["resource.calendar"].search([]).write({"tz": "Europe/Moscow"})
    calendar = env.ref("crm_sales_flow.calendar_sales")
    calendar.name = "Пн–пт 9–18"
    company.resource_calendar_id = calendar
    env.ref("mail.channel_all_employees").name = "Общий канал"
    # There is nobody outside to whom the weekly figures could be sent.
    env["digest.digest"].search([]).write({"state": "deactivated"})
    # Odoo's word for it, СЧФ, is that of a tax invoice.
    env["account.journal"].search([("type", "=", "sale")]).code = "СЧ"


def requisites(env, company):
    company.write(
        {
            "name": NAME,
            "street": "ул. Испытательная, д. 1, стр. 2",
            "city": "Москва",
            "zip": "101000",
            "country_id": env.ref("base.ru").id,
            "phone": phone(495, 100),
            "email": f"info@{DOMAIN}",
            "website": f"https://{DOMAIN}",
            "vat": inn(1604315),
            "font": "Roboto",
            "logo": logo.png("Пример-Вакуум"),
            "primary_color": "#1f5f8b",
            "secondary_color": "#3c3c3b",
        }
    )
    company.partner_id.write({"inn": inn(1604315), "kpp": kpp(1604315), "ogrn": ogrn(1604315)})
    name(company.partner_id, "company_partner")
    company.write(
        {
            "director_name": "Воронцова Е. М.",
            "accountant_name": "Фомина Г. П.",
            "represented_by": "Генерального директора Воронцовой Елены Марковны, действующей на "
            "основании Устава",
        }
    )
    bank = make(
        env,
        "res.bank",
        "bank",
        {
            "name": "АО «Пример-Банк»",
            "bic": "000000001",
            "corr_account": "30101810000000000001",
            "city": "г. Москва",
        },
    )
    make(
        env,
        "res.partner.bank",
        "company_account",
        {
            "acc_number": "40702810000000000001",
            "partner_id": company.partner_id.id,
            "bank_id": bank.id,
            "allow_out_payment": True,
        },
    )


def taxes(env, company):
    """The generic chart's 15 % become Russian VAT, on sales and on purchases."""
    russia = env.ref("base.ru")
    company.account_fiscal_country_id = russia
    every = env["account.tax"].search([("company_id", "=", company.id)])
    every.tax_group_id.write({"country_id": russia.id})
    every.write({"country_id": russia.id})
    positions(env, company, russia)
    for use, default in (("sale", "account_sale_tax_id"), ("purchase", "account_purchase_tax_id")):
        tax = company[default]
        tax.write(
            {
                "name": f"НДС {VAT:.0f} %",
                "amount": VAT,
                "description": f"НДС {VAT:.0f} %",
                "invoice_label": f"{VAT:.0f} %",
            }
        )
        tax.tax_group_id.name = "НДС"
        name(tax, f"tax_{use}")


def positions(env, company, russia):
    """At home and abroad, as the chart has them: its home may be another country."""
    home, abroad = env["account.fiscal.position"].search(
        [("company_id", "=", company.id)], order="sequence", limit=2
    )
    home.write({"name": "Россия", "country_id": russia.id})
    abroad.name = "Внешняя торговля"
    for code, text in ACCOUNTS.items():
        env["account.account"].search([("code", "=", code)]).name = text


def prices(env, company):
    """One price list; the one that Odoo made has a name of its own kind."""
    lists = env["product.pricelist"].search([("company_id", "in", [False, company.id])])
    lists = lists or env["product.pricelist"].create({"name": "-"})
    lists.write({"currency_id": company.currency_id.id, "name": "Прайс-лист в рублях"})
    name(lists[0], "pricelist")


def warehouse(env, company):
    env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1).write(
        {"name": "Склад Москва", "code": "СКЛ"}
    )
    for sequence in env["ir.sequence"].search([("prefix", "=like", "WH/%")]):
        sequence.prefix = sequence.prefix.replace("WH/", "СКЛ/")
    for xmlid in ("stock.route_warehouse0_mto", "mrp.route_warehouse0_manufacture"):
        env.ref(xmlid).active = True


def features(env):
    """Settings that a company of this kind ticks: variants and serial numbers."""
    everybody = env.ref("base.group_user")
    for xmlid in ("product.group_product_variant", "stock.group_production_lot"):
        everybody._apply_group(env.ref(xmlid))


def words(env):
    """Sources of clients and tags, in the company's own words."""
    for key, text in SOURCES.items():
        make(env, "utm.source", f"source_{key}", {"name": text})
    for color, (key, text) in enumerate(TAGS.items(), 1):
        make(env, "crm.tag", f"tag_{key}", {"name": text, "color": color})
