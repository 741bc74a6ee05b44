"""Campaigns with budgets, what clients got and answered, an exhibition, a list of calls."""

from datetime import timedelta

from demo.records import make

# key, title, begins and ends (days from today), budget, spent, plan: leads, deals, revenue
CAMPAIGNS = (
    ("spring", "Весенние скидки на форвакуумные насосы", -170, -110, 180_000, 164_500, 12, 4,
     3_500_000),
    ("fair", "Выставка «ВакуумПример»", -80, -66, 650_000, 702_000, 15, 5, 12_000_000),
    ("autumn", "Осенняя рассылка: испытательные камеры", -40, 20, 90_000, 41_000, 10, 3,
     6_000_000),
    ("new_year", "Поздравление с Новым годом", 25, 45, 60_000, 0, 0, 0, 0),
)  # fmt: skip
# Which clients (in the order of the table of clients) got what, and what they answered.
SPRING = ("later", "refused", "later", None, "silent", "refused", None, "later")
FAIR = ("attended", "attended", "refused", "attended", "silent", None, "attended", "refused")
# opened, clicked, answer
AUTUMN = ((2, 1, None), (1, 0, "later"), (0, 0, None), (3, 2, None), (0, 0, "refused"),
          (1, 0, None), (4, 1, "later"), (0, 0, None), (1, 1, None), (0, 0, None))  # fmt: skip
COMING = ("coming", "coming", None, "refused", None, "coming", None, None)
SCRIPT = (
    "1. Представьтесь и спросите, удобно ли говорить.\n2. Довольны ли насосом, когда меняли масло?"
    "\n3. Предложите сервисный набор и выезд инженера.\n4. Договоритесь о следующем шаге и дне."
)
RESULTS = ("interested", "refused", "no_answer", "later", "interested", "done")
CALLED = "[('client_status', '=', 'client'), ('category_id.name', '=', 'Институт')]"


def build(world):
    present = world.clock.moment
    campaigns = {row[0]: campaign(world, *row) for row in CAMPAIGNS}
    clients = world.env["res.partner"].search(
        [("is_company", "=", True), ("inn", "=like", "00%"), ("client_status", "!=", False)],
        order="id",
    )
    clients -= world.env.company.partner_id
    spring(world, campaigns["spring"], clients)
    fair(world, campaigns["fair"], clients)
    autumn(world, campaigns["autumn"], clients)
    attribute(world, campaigns)
    world.clock.set(present)
    promise(world, campaigns["autumn"])
    calls(world, campaigns["spring"])


def campaign(world, key, title, begin, end, budget, cost, leads, deals, revenue):
    today = world.clock.real.date()
    values = {
        "title": title,
        "user_id": world.user("marketer").id,
        "date_begin": today + timedelta(days=begin),
        "date_end": today + timedelta(days=end),
        "budget": budget,
        "cost_ids": [(0, 0, row) for row in spent(world, begin, cost)],
        "plan_leads": leads,
        "plan_deals": deals,
        "plan_revenue": revenue,
    }
    return make(world.env, "utm.campaign", f"campaign_{key}", values)


def spent(world, begin, cost):
    """Half of it before the campaign begins, half when it does."""
    day = world.clock.real.date() + timedelta(days=begin)
    for note, days in (("Предоплата", -10), ("Остаток", 0)):
        if cost:
            yield {"amount": cost / 2, "date": day + timedelta(days=days), "note": note}


def touch(world, client, **values):
    Touch = world.silent("marketer", "crm.touch")
    return Touch.create({"partner_id": client.id, **values})


def answer(world, row, response):
    if response:
        row.sudo().with_user(world.user("manager")).response = response


def spring(world, campaign_of, clients):
    world.clock.set(world.clock.ago(165))
    for client, response in zip(clients, SPRING, strict=False):
        row = touch(
            world,
            client,
            name="Скидка на форвакуумные насосы",
            kind="discount",
            discount=10,
            campaign_id=campaign_of.id,
            date=world.clock.moment.date(),
            valid_until=campaign_of.date_end,
        )
        answer(world, row, response)


def fair(world, campaign_of, clients):
    """Last year's exhibition with its visitors, and the next one with its invitations."""
    today = world.clock.real.date()
    past = exhibition(world, "past", "ВакуумПример", today - timedelta(days=70), campaign_of)
    ahead = exhibition(world, "ahead", "ИспытанияПример", today + timedelta(days=120), None)
    for event, answers, days in ((past, FAIR, 85), (ahead, COMING, 6)):
        world.clock.set(world.clock.ago(days))
        for client, response in zip(clients[len(SPRING) :], answers, strict=False):
            row = touch(
                world,
                client,
                name=event.name,
                kind="event",
                exhibition_id=event.id,
                campaign_id=event.campaign_id.id,
                date=world.clock.moment.date(),
                valid_until=event.date_end,
            )
            answer(world, row, response)


def exhibition(world, key, title, day, campaign_of):
    values = {
        "name": f"«{title}-{day.year}»",
        "date_begin": day,
        "date_end": day + timedelta(days=2),
        "place": "Москва, павильон «Пример», стенд А-12",
        "campaign_id": campaign_of and campaign_of.id,
        "user_id": world.user("marketer").id,
        "note": "На стенде работают камера 100 л и течеискатель; каталоги у Рябова.",
    }
    return make(world.env, "crm.exhibition", f"exhibition_{key}", values)


def autumn(world, campaign_of, clients):
    world.clock.set(world.clock.ago(38))
    for client, (opened, clicked, response) in zip(clients, AUTUMN, strict=False):
        row = touch(
            world,
            client,
            name=campaign_of.title,
            kind="mailing",
            campaign_id=campaign_of.id,
            date=world.clock.moment.date(),
            delivery="sent",
            open_count=opened,
            click_count=clicked,
        )
        answer(world, row, response)


def attribute(world, campaigns):
    """Deals that came of a campaign: of those that began while it ran, some."""
    for key, campaign_of in campaigns.items():
        begun = world.env["crm.lead"].search(
            [
                ("create_date", ">=", campaign_of.date_begin),
                ("create_date", "<=", campaign_of.date_end),
                ("campaign_id", "=", False),
                ("flow_enabled", "=", True),
            ],
            order="id",
        )
        every = 2 if key == "fair" else 3
        begun[::every].with_context(tracking_disable=True).write({"campaign_id": campaign_of.id})


def promise(world, campaign_of):
    """A discount that holds now: the manager is reminded of it while he makes a proposal."""
    deals = world.env["crm.lead"].search(
        [("order_ids.state", "in", ("draft", "sent")), ("flow_step", "=", "negotiation")]
    )
    for client in deals.partner_id.commercial_partner_id[:2]:
        touch(
            world,
            client,
            name="Скидка новым заказам камер",
            kind="discount",
            discount=5,
            campaign_id=campaign_of.id,
            date=world.clock.real.date() - timedelta(days=5),
            valid_until=campaign_of.date_end,
        )


def calls(world, campaign_of):
    """A list of calls: most of them are made, and have results."""
    managers = world.user("manager") | world.user("manager2") | world.user("manager3")
    values = {
        "name": "Обзвон: сервис форвакуумных насосов",
        "campaign_id": campaign_of.id,
        "domain": CALLED,
        "script": SCRIPT,
        "spread": "even",
        "user_ids": [(6, 0, managers.ids)],
        "export_every": "month",
    }
    world.clock.set(world.clock.ago(9))
    record = make(world.silent("marketer", "crm.call.list").env, "crm.call.list", "calls", values)
    record.action_make_tasks()
    for task, outcome in zip(record.sudo().task_ids.sorted("id"), RESULTS, strict=False):
        world.clock.set(world.clock.moment + timedelta(minutes=20))
        task.outcome_id = world.env.ref(f"crm_sales_flow.outcome_{outcome}")
        task.with_user(task.user_id).sudo().action_feedback()
    world.clock.set(world.clock.real)
    record.sudo().task_ids.date_deadline = world.clock.real.date() + timedelta(days=1)
