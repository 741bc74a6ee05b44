"""What waits right now: requests for sorting, leads for a person or a call, letters just come."""

from datetime import timedelta
from unittest.mock import patch

from demo.deal import Deal
from demo.deals import Row
from demo.letters import letter, process
from demo.records import name

# key, stranger, login of the later manager, title, need, hours ago, last step, channel
WAITING = (
    ("magnit", "ООО «Магнит-Образец»|Савельев Пётр Ильич", "manager",
     "Запрос на вакуумную камеру с окном", "Просим выслать предложение на камеру 100 л с окном "
     "для наблюдения. Чертёж во вложении", 1.2, "register", "email"),
    ("prokat", "АО «Прокат-Вымысел»|Мишина Ольга Львовна", "manager3",
     "Печь для отжига проволоки", "Нужна печь для отжига, садка 80 кг. Какие сроки?", 3, "register",
     "email"),
    ("start", "НПО «Старт-Пример»|Козырев Илья Олегович", "manager2", "Заявка с сайта: камера КТХ",
     "Заполнена форма «Получить цену», изделие: камера тепла-холода КТХ", 0.7, "register", "site"),
    ("bereg", "ООО «Берег-Тест»|Чижов Роман Глебович", "manager", "Спрашивают про ремонт насоса",
     "Насос ПР не набирает вакуум, хотят понять, чинить или менять", 0.4, "register", "phone"),
    ("ural3", "ООО «Сталь-Урал-Пример»|Пахомова Вера Кирилловна", "manager3",
     "Со слов инженера: нужна печь", "На выезде спросили про вакуумную печь, просят позвонить", 26,
     "register", "visit"),
    ("vesna", "ООО «Весна-Косметика-Пример»|Дроздова Алина Марковна", "manager2",
     "Отклик на рассылку: камеры для стабильности", "Ответили на рассылку про камеры, просят "
     "каталог", 29, "register", "marketing"),
    ("kvant", "ООО «Квант-Образец»|Ильичёв Семён Павлович", "manager", "Турбомолекулярный насос",
     "Нужен насос ISO 160 взамен импортного", 22, "sort", "email"),
    ("okno", "АО «Окно-Вымысел»|Громов Егор Денисович", "manager3", "Сушильный шкаф для стекла",
     "Шкаф на 65 литров, два экземпляра", 4, "sort", "phone"),
    ("polyus", "НИИ «Полюс-Вымысел»|Ларионов Фёдор Сергеевич", "manager2",
     "Камера на −70 °C", "Испытания электроники для Севера", 2.5, "sort", "site"),
    ("grafit", "ООО «Графит-Тест»|Ушаков Марк Антонович", "manager", "Установка напыления",
     "Покрытие графитовых тиглей, интересует стоимость", 28, "assign", "phone"),
    ("luna", "ООО «Луна-Прибор-Пример»|Котова Майя Игоревна", "manager2",
     "Камера соляного тумана", "Испытания крепежа, бюджет утверждён", 5, "assign", "email"),
    ("meteor", "АО «Метеор-Пример»|Шилов Лев Романович", "manager3", "Печь для пайки",
     "Пайка в вакууме, 1200 °C", 1.5, "assign", "phone"),
    ("oko", "ООО «Око-Вымысел»|Рыжов Степан Ильич", "tester", "Откачной пост",
     "Пост для течеискания, нужен совет", 0.9, "assign", "site"),
)  # fmt: skip
# client, kind, name, days from now: what the engineer goes out for
# client, title, days from now, hour
VISITS = (
    ("plenka", "Плановое обслуживание: НИИ тонких плёнок «Пленар»", 0, 11),
    ("avtotest", "Замена ремня вентилятора: ООО «Автотест-Полигон»", 0, 15),
)
CLAIMS = (
    ("avtotest", "Шумит вентилятор после двух часов работы\nПросим осмотреть до пятницы", 20),
)
GAPS = {"register": 0, "sort": 0.3, "assign": 0.6}
# client, subject, text: letters of people whose deal is open; the program finds the deal.
KNOWN = (
    ("lazurit", "Когда будут насосы?", "Подскажите, когда ждать оставшиеся насосы ISO 160?", 2.2),
    ("sibfiz", "Дополнение к техническому заданию", "Во вложении уточнённые требования.", 20),
    ("polytech", "Пропуск на территорию", "Пришлите данные водителя для пропуска.", 6),
)
# sender, subject, text, headers, reason of dropping: what is no request
NOISE = (
    (("Реклама Плюс", "zakaz@reklama.example"), "Раскрутим ваш сайт", "Скидка 40 %.", (), "spam"),
    (("Отдел кадров", "hr@rabota.example"), "Резюме", "Направляю резюме токаря.", (), "foreign"),
    (("Савин О. Б.", "o.savin@otpusk.example"), "Автоответ: Коммерческое предложение",
     "Я в отпуске, вернусь через неделю.", (("Auto-Submitted", "auto-replied"),), None),
)  # fmt: skip
BROKEN = (("Снабжение", "snab@kodirovka.example"), "Заявка", "Просим счёт на масло вакуумное.")


def stories(world):
    yield from (waiting(world, *row) for row in WAITING)
    yield from (known(world, *row) for row in KNOWN)
    yield from (noise(world, number, *row) for number, row in enumerate(NOISE))
    yield broken(world)
    yield from (visit(world, *row) for row in VISITS)
    yield from (claim(world, *row) for row in CLAIMS)


def waiting(world, key, client, login, title, need, hours, goal, channel):
    row = Row(key, f"+{client}", login, title, need, "", 0, 0, goal, {"channel": channel})
    deal, begin = Deal(world, row), world.clock.real - timedelta(hours=hours)
    for step, gap in GAPS.items():
        yield begin + timedelta(hours=min(gap, hours * 0.8 * (gap > 0)))
        deal.do(step)
        if step == goal:
            break
    if goal == "register" and deal.chance.random() < 0.5:
        world.as_user("sorter", deal.request).suggested_team_id = deal.team


def known(world, client, subject, text, hours):
    yield world.clock.real - timedelta(hours=hours)
    person = world.ref(f"client_{client}_0")
    file = "Требования.pdf" if "вложении" in text else None
    raw = letter(world.clock.moment, (person.name, person.email), subject, text, attachment=file)
    request = process(world, raw)
    name(request, f"request_known_{client}")


def noise(world, number, sender, subject, text, headers, reason):
    yield world.clock.real - timedelta(hours=30 + 3 * number)
    raw = letter(world.clock.moment, sender, subject, text, "windows-1251", headers=headers)
    request = process(world, raw)
    name(request, f"request_noise_{number}")
    if reason:
        yield world.clock.real - timedelta(hours=20)
        world.as_user("sorter", request).action_drop(reason)


def visit(world, client, title, days, hour):
    """A visit under a service contract, on the machines that the client has."""
    yield world.clock.ago(3, 11)
    partner = world.ref(f"client_{client}")
    lots = world.env["stock.lot"].search([("owner_id", "=", partner.id)])
    day = world.clock.real.date() + timedelta(days=days)
    task = world.as_user("engineer", "project.task").create(
        {
            "name": title,
            "project_id": world.env.ref("crm_sales_flow.project_field_visits").id,
            "field_work_type": "visit",
            "partner_id": partner.id,
            "lot_ids": [(6, 0, lots.ids)],
            "user_ids": [(6, 0, world.user("engineer").ids)],
            "date_deadline": world.clock.on(day, hour),
        }
    )
    name(task, f"visit_{client}")


def claim(world, client, text, hours):
    """The client complains of his machine to the engineer."""
    yield world.clock.real - timedelta(hours=hours)
    partner = world.ref(f"client_{client}")
    lots = world.env["stock.lot"].search([("owner_id", "=", partner.id)])
    wizard = world.as_user("engineer", "crm.claim.register").create(
        {"partner_id": partner.id, "lot_ids": [(6, 0, lots[:1].ids)], "text": text}
    )
    task = world.env["project.task"].browse(wizard.action_register()["res_id"])
    name(task, f"claim_{client}")


def broken(world):
    """A letter with a part that cannot be read."""
    yield world.clock.real - timedelta(hours=8)
    sender, subject, text = BROKEN
    raw = letter(world.clock.moment, sender, subject, text, "windows-1251")
    failure = ValueError("Часть 2 письма повреждена")
    with patch.object(type(world.env["mail.thread"]), "message_parse", side_effect=failure):
        request = process(world, raw)
    name(request, "request_broken")
