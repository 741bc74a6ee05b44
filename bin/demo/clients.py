"""Client organisations with their people, and a few private persons; none of them exists."""

from demo.records import inn, kpp, latin, make, name, ogrn, phone

KINDS = {
    "institute": "Институт",
    "plant": "Завод",
    "university": "Университет",
    "space": "Космос и авиация",
    "medicine": "Медицина и фармацевтика",
    "electronics": "Электроника",
}
# short key, name, kind, city, telephone code of the city
FIRMS = (
    ("kvarcelit", "АО «Кварцелит»", "electronics", "Зеленоград", 499),
    ("zvezdolit", "АО «Звездолит»", "space", "Королёв", 495),
    ("plenka", "НИИ тонких плёнок «Пленар»", "institute", "Москва", 495),
    ("termolux", "ООО «Термолюкс-Пример»", "plant", "Тула", 487),
    ("optikon", "ООО «Оптикон-Сфера»", "electronics", "Санкт-Петербург", 812),
    ("uralvak", "АО «Уралвакмаш-Тест»", "plant", "Екатеринбург", 343),
    ("sibfiz", "Институт прикладной физики «Сибфиз»", "institute", "Новосибирск", 383),
    ("polytech", "Поволжский учебный политехникум", "university", "Самара", 846),
    ("orbita", "НПО «Орбита-Пример»", "space", "Красноярск", 391),
    ("farmalit", "ООО «Фармалит»", "medicine", "Казань", 843),
    ("mikron", "АО «Микрополюс»", "electronics", "Зеленоград", 499),
    ("krystal", "ООО «Кристалл-Вымпел»", "electronics", "Воронеж", 473),
    ("titanit", "АО «Титанит»", "plant", "Пермь", 342),
    ("nanolab", "Лаборатория «Нанопример»", "institute", "Томск", 382),
    ("aeroprib", "АО «Аэроприбор-Вымысел»", "space", "Саратов", 845),
    ("biotest", "ООО «Биотест-Альфа»", "medicine", "Обнинск", 484),
    ("energon", "ООО «Энергон-Учебный»", "plant", "Челябинск", 351),
    ("lazurit", "НИИ «Лазурит-Пример»", "institute", "Нижний Новгород", 831),
    ("gelios", "ООО «Гелиос-Плазма»", "electronics", "Рязань", 491),
    ("spektral", "ООО «Спектраль-Лаб»", "institute", "Москва", 495),
    ("kriomash", "АО «Криомаш-Тест»", "plant", "Омск", 381),
    ("vektor", "АО «Вектор-Пример»", "space", "Ижевск", 341),
    ("medprom", "ООО «Медпром-Образец»", "medicine", "Ярославль", 485),
    ("radioteh", "АО «Радиотех-Вымысел»", "electronics", "Калуга", 484),
    ("stanko", "ООО «Станко-Пример»", "plant", "Иваново", 493),
    ("univer", "Южный учебный университет", "university", "Ростов-на-Дону", 863),
    ("himfiz", "Институт химической физики «Химпример»", "institute", "Черноголовка", 496),
    ("sapfir", "ООО «Сапфир-Рост»", "electronics", "Ставрополь", 865),
    ("avtotest", "ООО «Автотест-Полигон»", "plant", "Тольятти", 848),
    ("kabel", "АО «Кабель-Пример»", "plant", "Кострома", 494),
    ("stekloplast", "ООО «Стеклопласт-Образец»", "plant", "Владимир", 492),
    ("baltika", "ООО «Балтика-Прибор-Тест»", "electronics", "Калининград", 401),
    ("arktika", "НПЦ «Арктика-Пример»", "institute", "Мурманск", 815),
    ("vostok", "АО «Восток-Вакуум-Тест»", "plant", "Хабаровск", 421),
    ("metrolog", "Центр метрологии «Эталон-Пример»", "institute", "Москва", 495),
)
PERSONS = (
    ("person_gusev", "Гусев Михаил Аркадьевич", "Москва", 495),
    ("person_larina", "Ларина Вера Степановна", "Тверь", 482),
    ("person_yakovlev", "Яковлев Тимур Русланович", "Казань", 843),
)
MEN = "Алексеев Борисов Васильев Григорьев Данилов Ершов Захаров Ильин Карпов Логинов Морозов"
MEN += " Нефёдов Осипов Панов Родионов Савин Тарасов Устинов Фролов Харитонов Чернов Шаров"
NAMES_M = "Александр Борис Вадим Геннадий Дмитрий Евгений Кирилл Леонид Максим Олег Роман Юрий"
FATHERS_M = "Андреевич Викторович Дмитриевич Иванович Михайлович Николаевич Петрович Сергеевич"
NAMES_F = "Алла Валентина Галина Екатерина Ирина Ксения Людмила Надежда Светлана Татьяна Юлия Яна"
FATHERS_F = "Андреевна Викторовна Дмитриевна Ивановна Михайловна Николаевна Петровна Сергеевна"
POSTS = (
    "Главный инженер",
    "Начальник отдела снабжения",
    "Заведующий лабораторией",
    "Ведущий инженер-технолог",
    "Главный метролог",
    "Специалист по закупкам",
)
STREETS = ("Примерная", "Лабораторная", "Заводская", "Опытная", "Институтская", "Полевая")


def build(world):
    env = world.env
    kinds = {
        key: make(env, "res.partner.category", f"kind_{key}", {"name": text, "color": color})
        for color, (key, text) in enumerate(KINDS.items(), 1)
    }
    for number, row in enumerate(FIRMS, 1):
        firm(world, number, kinds, *row)
    for number, (key, full_name, city, code) in enumerate(PERSONS, 1):
        values = {
            "name": full_name,
            "city": city,
            "country_id": env.ref("base.ru").id,
            "phone": phone(code, 9000 + number),
            "email": f"{latin(full_name.split()[0])}@mail.example",
        }
        make(env, "res.partner", key, values)


def firm(world, number, kinds, key, title, kind, city, code):
    env, chance = world.env, world.random
    domain, code_of_firm = f"{key}.example", 3117205 + number * 173519
    values = {
        "name": title,
        "is_company": True,
        "city": city,
        "street": f"ул. {chance.choice(STREETS)}, д. {chance.randint(1, 90)}",
        "zip": f"{chance.randint(101, 690)}000",
        "country_id": env.ref("base.ru").id,
        "phone": phone(code, number * 20),
        "email": f"info@{domain}",
        "website": f"https://{domain}",
        "category_id": [(6, 0, kinds[kind].ids)],
        "inn": inn(code_of_firm),
        "kpp": kpp(code_of_firm),
        "ogrn": ogrn(code_of_firm),
    }
    values["property_payment_term_id"] = env.ref("account.account_payment_term_30days").id
    company = make(env, "res.partner", f"client_{key}", values)
    for place in range(chance.choice((1, 2, 2, 3))):
        number_of = phone(code, number * 20 + place + 1)
        person(world, company, f"client_{key}_{place}", domain, number_of)


def person(world, company, xmlid, domain, number):
    chance = world.random
    woman = chance.random() < 0.4
    surname = chance.choice(MEN.split()) + ("а" if woman else "")
    first = chance.choice((NAMES_F if woman else NAMES_M).split())
    father = chance.choice((FATHERS_F if woman else FATHERS_M).split())
    someone = make(
        world.env,
        "res.partner",
        xmlid,
        {
            "name": f"{surname} {first} {father}",
            "parent_id": company.id,
            "function": chance.choice(POSTS),
            "phone": number,
            "email": f"{latin(first[0])}.{latin(surname)}@{domain}",
        },
    )
    if chance.random() < 0.25:
        values = {"partner_id": someone.id, "phone": number[:-2] + "99", "name": "мобильный"}
        name(world.env["res.partner.phone"].create(values), f"{xmlid}_phone")
