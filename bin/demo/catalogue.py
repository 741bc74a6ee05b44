"""What the company makes, resells and does, as plain tables; prices in roubles without VAT."""

# key: (name, values)
ATTRIBUTES = {
    "speed": ("Быстрота действия", ("8 м³/ч", "16 м³/ч", "25 м³/ч")),
    "flange": ("Входной фланец", ("ISO 100", "ISO 160")),
    "volume": ("Объём камеры", ("50 л", "100 л", "250 л")),
    "useful": ("Полезный объём", ("120 л", "250 л", "500 л")),
    "range": ("Диапазон температур", ("−40…+180 °C", "−70…+180 °C")),
    "heat": ("Температура нагрева", ("1100 °C", "1400 °C")),
}
# key: (name, parent)
CATEGORIES = {
    "equipment": ("Оборудование", None),
    "pumps": ("Вакуумные насосы", "equipment"),
    "vacuum": ("Вакуумные камеры и посты", "equipment"),
    "climate": ("Испытательные камеры", "equipment"),
    "furnaces": ("Печи", "equipment"),
    "parts": ("Запасные части", None),
    "components": ("Комплектующие", None),
    "services": ("Услуги", None),
}
# category: services that usually go with its equipment
USUAL_SERVICES = {
    "equipment": ("delivery", "training"),
    "vacuum": ("mounting", "commissioning"),
    "climate": ("mounting", "commissioning", "attestation"),
    "furnaces": ("mounting", "commissioning"),
}
# category, kind, name, points: (text, check, declared, tolerance, unit)
CHECKLISTS = (
    ("vacuum", "installation", "Ввод в эксплуатацию вакуумного оборудования", (
        ("Комплектность и внешний осмотр", "none", 0, 0, ""),
        ("Предельное остаточное давление", "max", 0.005, 0, "Па"),
        ("Время откачки до рабочего вакуума", "max", 45, 0, "мин"),
        ("Инструктаж операторов проведён", "none", 0, 0, ""),
    )),
    ("climate", "installation", "Ввод в эксплуатацию испытательной камеры", (
        ("Комплектность и внешний осмотр", "none", 0, 0, ""),
        ("Температура в центре объёма", "about", 150, 2, "°C"),
        ("Скорость охлаждения", "min", 3, 0, "°C/мин"),
        ("Инструктаж операторов проведён", "none", 0, 0, ""),
    )),
    ("climate", "attestation", "Протокол аттестации испытательной камеры", (
        ("Отклонение температуры от заданной", "max", 2, 0, "°C"),
        ("Неравномерность температуры по объёму", "max", 3, 0, "°C"),
        ("Время выхода на режим", "max", 60, 0, "мин"),
    )),
    ("equipment", "visit", "Плановое обслуживание", (
        ("Внешний осмотр, крепления, кабели", "none", 0, 0, ""),
        ("Уровень и цвет масла, фильтры", "none", 0, 0, ""),
        ("Контрольный пуск", "none", 0, 0, ""),
    )),
)  # fmt: skip
ATTESTED_CATEGORIES = ("climate",)
# Equipment. way: resale (from stock, bought again), made (to order), stocked (made for stock).
# key, name, category, way, price, cost, {attribute: price extra of each value}, flags, code
INSTALLED, ATTESTED = "installation_required", "attestation_required"
EQUIPMENT = (
    ("rotary", "Насос пластинчато-роторный ПР", "pumps", "resale", 128000, 82000,
     {"speed": (0, 34000, 71000)}, (), "ПР"),
    ("scroll", "Насос спиральный безмасляный СП-15", "pumps", "resale", 412000, 290000, {}, (),
     "СП-15"),
    ("turbo", "Насос турбомолекулярный ТМ", "pumps", "resale", 690000, 475000,
     {"flange": (0, 215000)}, (), "ТМ"),
    ("leak", "Течеискатель гелиевый ТГ-01", "pumps", "resale", 1480000, 1120000, {}, (), "ТГ-01"),
    ("chamber", "Камера вакуумная ВК", "vacuum", "made", 860000, 0,
     {"volume": (0, 310000, 940000)}, (INSTALLED,), "ВК"),
    ("post", "Пост откачной турбомолекулярный ПО-300", "vacuum", "made", 1650000, 0, {},
     (INSTALLED,), "ПО-300"),
    ("coater", "Установка вакуумного напыления УВН-2", "vacuum", "made", 7900000, 0, {},
     (INSTALLED,), "УВН-2"),
    ("climate", "Камера тепла-холода КТХ", "climate", "made", 1240000, 0,
     {"useful": (0, 430000, 1150000), "range": (0, 380000)}, (INSTALLED, ATTESTED), "КТХ"),
    ("thermovac", "Камера термовакуумная КТВ-500", "climate", "made", 5600000, 0, {},
     (INSTALLED, ATTESTED), "КТВ-500"),
    ("salt", "Камера соляного тумана КСТ-300", "climate", "stocked", 980000, 640000, {},
     (ATTESTED,), "КСТ-300"),
    ("oven", "Шкаф сушильный вакуумный ШСВ-65", "furnaces", "stocked", 345000, 221000, {}, (),
     "ШСВ-65"),
    ("furnace", "Печь вакуумная ПВ", "furnaces", "made", 2750000, 0, {"heat": (0, 890000)},
     (INSTALLED,), "ПВ"),
)  # fmt: skip
# key, name, category, price, cost, quantity on hand, code
GOODS = (
    ("oil", "Масло вакуумное, канистра 5 л", "parts", 9800, 6100, 60, "МВ-5"),
    ("kit_rotary", "Ремкомплект насоса ПР", "parts", 21500, 13200, 24, "РК-ПР"),
    ("kit_scroll", "Комплект уплотнений насоса СП-15", "parts", 48700, 31000, 9, "КУ-15"),
    ("seal", "Уплотнение ISO 100, витон", "parts", 2400, 1150, 180, "У-100"),
    ("gauge", "Вакуумметр широкодиапазонный ВШ-2", "parts", 96500, 64000, 14, "ВШ-2"),
    ("valve", "Клапан угловой KF 40", "parts", 38200, 24500, 31, "КУ-40"),
    ("filter", "Фильтр масляного тумана", "parts", 17900, 10400, 22, "ФМТ"),
    ("heater_part", "Нагреватель графитовый", "parts", 132000, 88000, 0, "НГ-1"),
    ("sensor", "Датчик температуры Pt100, поверенный", "parts", 7600, 4300, 45, "ДТ-100"),
    ("steel", "Лист нержавеющий 12Х18Н10Т, 4 мм", "components", 0, 18500, 240, "ЛН-4"),
    ("frame", "Рама сварная", "components", 0, 42000, 26, "РС"),
    ("controller", "Контроллер управления КУ-7", "components", 0, 68000, 30, "КУ-7"),
    ("window", "Окно смотровое ISO 100", "components", 0, 23500, 34, "ОС-100"),
    ("cable", "Комплект кабелей и разъёмов", "components", 0, 9200, 90, "ККР"),
    ("insulation", "Теплоизоляция, комплект", "components", 0, 27500, 40, "ТИ"),
    ("heating", "Блок нагрева", "components", 0, 54000, 28, "БН"),
    ("compressor", "Агрегат компрессорный", "components", 0, 212000, 0, "АК"),
    ("cathode", "Магнетрон планарный", "components", 0, 385000, 0, "МП"),
)
# Bought when an order needs them, from which vendor; the rest is kept in stock.
TO_ORDER = {"compressor": "holod", "cathode": "plazma", "heater_part": "plazma"}
# key, name, price, code
SERVICES = (
    ("mounting", "Монтаж оборудования", 145000, "МОНТ"),
    ("commissioning", "Пусконаладочные работы", 190000, "ПНР"),
    ("attestation", "Первичная аттестация испытательного оборудования", 118000, "АТТ"),
    ("contract", "Сервисное обслуживание, год", 260000, "СО-12"),
    ("delivery", "Доставка до объекта заказчика", 65000, "ДОСТ"),
    ("training", "Обучение персонала, день", 54000, "ОБУЧ"),
)
# made or stocked product: {component: quantity}
STRUCTURE = {
    "chamber": {"steel": 6, "frame": 1, "window": 2, "cable": 1, "seal": 4, "valve": 1},
    "post": {"frame": 1, "controller": 1, "cable": 1, "gauge": 1, "valve": 2, "seal": 2},
    "coater": {"steel": 14, "frame": 2, "controller": 2, "cathode": 1, "window": 2, "cable": 3},
    "climate": {"steel": 5, "compressor": 1, "controller": 1, "insulation": 1, "sensor": 3},
    "thermovac": {"steel": 12, "compressor": 2, "controller": 2, "insulation": 2, "heating": 2,
                  "window": 1, "sensor": 6},
    "salt": {"steel": 3, "controller": 1, "heating": 1, "insulation": 1},
    "oven": {"steel": 2, "controller": 1, "heating": 1, "insulation": 1, "sensor": 1},
    "furnace": {"steel": 8, "frame": 1, "controller": 1, "insulation": 2, "heating": 3},
}  # fmt: skip
# key: (name, city, telephone code, days of delivery)
VENDORS = {
    "nasos": ("ООО «Насосторг-Пример»", "Москва", 495, 12),
    "holod": ("ООО «Холодмаш-Образец»", "Подольск", 496, 21),
    "plazma": ("АО «Плазма-Комплект-Тест»", "Санкт-Петербург", 812, 28),
    "metall": ("ООО «Металлобаза-Вымысел»", "Липецк", 474, 5),
    "elektro": ("ООО «Электродеталь-Пример»", "Смоленск", 481, 9),
}
VENDOR_OF = {
    "pumps": "nasos",
    "parts": "nasos",
    "components": "elektro",
    "steel": "metall",
    "frame": "metall",
    **TO_ORDER,
}
# Equipment on hand: key: {index of the variant: how many serial numbers}
ON_HAND = {
    "rotary": (6, 7, 4),
    "scroll": (5,),
    "turbo": (3, 2),
    "leak": (1,),
    "salt": (2,),
    "oven": (6,),
}
# key: (least, most) on hand before it is bought again
REORDER = {"oil": (20, 60), "seal": (60, 200), "valve": (10, 30), "steel": (60, 200)}
