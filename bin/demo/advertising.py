"""What was planned and what advertising cost: sales plans, keywords of two engines, their costs."""

from dateutil.relativedelta import relativedelta

from demo.records import make

MONTHS = 6
DEAL = 1_000_000  # what a deal brings, more or less
# department, its Head, plan of sales and of payments a month, and what its people have of it
PLANS = (
    ("high_vacuum", "head", 2_500_000, 4_000_000, {"manager": 1_600_000, "tester": 500_000}),
    ("test_equipment", "head2", 3_000_000, 5_000_000, {"manager2": 2_500_000}),
    ("industrial", "head3", 2_000_000, 3_000_000, {"manager3": 2_000_000}),
)  # fmt: skip
# engine, words, spent a month
WORDS = (
    ("yandex", "вакуумный пост купить", 38_000),
    ("yandex", "климатическая камера", 52_000),
    ("google", "турбомолекулярный насос", 17_500),
    ("yandex", "течеискатель гелиевый цена", 21_000),
    ("google", "камера соляного тумана", 9_800),
    ("yandex", "ремонт форвакуумного насоса", 6_400),
)
KNOWN = 5  # of so many leads from advertising and the site one has no word


def build(world):
    plans(world)
    words(world)
    costs(world)


def plans(world):
    month = world.clock.real.date().replace(day=1)
    for back in range(MONTHS - 1, -1, -1):
        day = month - relativedelta(months=back)
        for key, head, sales, paid, people in PLANS:
            target = world.silent(head, "crm.sales.target")
            whole = {"month": day, "team_id": world.team(key).id, "amount_paid": paid}
            values = {**whole, "amount": sales, "deal_count": sales // DEAL}
            make(target.env, target._name, f"plan_{key}_{day:%Y_%m}", values)
            for login, amount in people.items():
                values = {
                    **whole,
                    "user_id": world.user(login).id,
                    "amount": amount,
                    "deal_count": amount // DEAL,
                    "amount_paid": paid * amount // sales,
                }
                make(target.env, target._name, f"plan_{login}_{day:%Y_%m}", values)


def words(world):
    """Who came by advertising or by the site searched for something, as the page told."""
    sources = world.ref("source_search") | world.env.ref("crm_sales_flow.utm_source_website")
    leads = world.env["crm.lead"].with_context(active_test=False, tracking_disable=True)
    for number, lead in enumerate(leads.search([("source_id", "in", sources.ids)], order="id")):
        if number % KNOWN:
            engine, word, _cost = WORDS[number * 5 % 7 % len(WORDS)]
            lead.write({"told_source": engine, "utm_term": word})


def costs(world):
    month = world.clock.real.date().replace(day=1)
    Cost = world.silent("marketer", "crm.ad.cost")
    for back in range(MONTHS - 1, -1, -1):
        for number, (engine, word, amount) in enumerate(WORDS):
            values = {
                "date": month - relativedelta(months=back),
                "source_id": world.ref("source_search").id,
                "engine": engine,
                "keyword": word,
                "amount": amount + 350 * ((number + back) % 4),
                "note": "Контекстная реклама",
            }
            make(Cost.env, Cost._name, f"cost_{back}_{number}", values)
