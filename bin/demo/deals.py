"""The deals as one plain table: who, what, when it began, how far it came and when.

A row: key, client, login of the manager, title, what the client asked for, ordered products as
`key_variant*quantity`, days ago of the request, days ago of the last step, the last step (a name
of `pace.STEPS`), and options:

  lost      reason; the deal is lost after the last step
  paid      share of the invoice that is paid in the end
  answer    the client's answer about service: contract, refused, later
  variant   tender instead of a direct contract
  channel   how the request came; phone when not said
  exempt    the gate that a Head (or, at the end, the director) lets the deal pass
  tag       key of a tag
  term      days promised for the delivery, when it is not the usual one
"""

from typing import NamedTuple


class Row(NamedTuple):
    key: str
    client: str
    login: str
    title: str
    need: str
    lines: str
    start: int
    end: int
    goal: str
    options: dict


def rows(goal, *lines):
    return [
        Row(*line[:8], line[8] if len(line) > 8 and isinstance(line[8], str) else goal,
            line[-1] if isinstance(line[-1], dict) else {})
        for line in lines
    ]  # fmt: skip


WON = rows(
    "won",
    ("plenar", "plenka", "manager", "Вакуумная камера 100 л с безмасляным насосом",
     "Нужна камера 100 л для осаждения тонких плёнок, без паров масла, остаточное давление 10⁻⁴ Па",
     "chamber_2 scroll_1 mounting_1", 168, 70,
     {"answer": "contract", "channel": "email", "tag": "vip"}),
    ("orbita", "orbita", "manager", "Откачной пост для стенда испытаний узлов",
     "Турбомолекулярный пост с двумя вакуумметрами, пуск до конца квартала",
     "post_1 gauge_1*2 commissioning_1", 160, 62,
     {"answer": "later", "variant": "tender", "channel": "site"}),
    ("nano", "nanolab", "manager", "Камера 50 л и форвакуумный насос",
     "Лабораторная камера с двумя окнами, насос 16 м³/ч, масло на первый год",
     "chamber_1 rotary_2 oil_1*2", 150, 48, {"answer": "refused"}),
    ("mikron", "mikron", "tester", "Вакуумная камера 250 л для отжига пластин",
     "Камера с турбонасосом для испытаний в нашем цехе, приёмка на вашей площадке",
     "chamber_3 turbo_1 commissioning_1", 175, 76,
     {"answer": "contract", "channel": "visit", "tag": "vip"}),
    ("avtotest", "avtotest", "manager2", "Камера тепла-холода 250 л для электроники",
     "Испытания блоков управления от −70 до +180 °C, с первичной аттестацией",
     "climate_4 attestation_1 mounting_1", 172, 58, {"answer": "contract", "channel": "email"}),
    ("radio", "radioteh", "manager2", "Камера тепла-холода 120 л",
     "Замена камеры, выведенной из эксплуатации, аттестация обязательна",
     "climate_1 attestation_1", 155, 45, {"answer": "later", "channel": "marketing"}),
    ("biotest", "biotest", "manager2", "Термовакуумная камера для испытаний сборок",
     "Объём 500 л, программируемые циклы, обучение двух операторов",
     "thermovac_1 commissioning_1 training_1*2", 180, 42,
     {"answer": "contract", "variant": "tender", "tag": "tender"}),
    ("aero", "aeroprib", "manager2", "Камера тепла-холода 500 л, −40 °C",
     "Камера для приборных панелей, доставка в Саратов", "climate_5 delivery_1", 140, 30,
     {"answer": "refused", "channel": "site"}),
    ("farma", "farmalit", "manager2", "Камера для испытаний на стабильность",
     "Хранение образцов по программе, дополнительные датчики температуры",
     "climate_2 sensor_1*4 attestation_1", 130, 24, {"answer": "contract", "channel": "email"}),
    ("titan", "titanit", "manager3", "Вакуумная печь 1100 °C",
     "Отжиг титановых деталей, рабочая зона 400 мм", "furnace_1 mounting_1", 165, 55,
     {"answer": "later"}),
    ("energon", "energon", "manager3", "Вакуумная печь 1400 °C с запасными нагревателями",
     "Пайка и спекание, два запасных нагревателя сразу", "furnace_2 heater_part_1*2 mounting_1",
     158, 36, {"answer": "contract", "tag": "import"}),
    ("krystal", "krystal", "manager3", "Вакуумная печь для выращивания кристаллов",
     "Печь 1100 °C, плавный нагрев, ПНР нашими силами под вашим контролем", "furnace_1",
     120, 12, {"answer": "refused", "channel": "email"}),
    ("ural", "uralvak", "manager", "Ремкомплекты и масло для насосов ПР",
     "Плановое обслуживание шести насосов", "kit_rotary_1*6 oil_1*6 filter_1*2", 60, 38,
     {"answer": "later", "channel": "email"}),
    ("spektral", "spektral", "manager", "Клапаны и уплотнения",
     "Срочно: четыре клапана KF 40 и уплотнения ISO 100", "valve_1*4 seal_1*12", 30, 9,
     {"answer": "refused", "exempt": "documents", "tag": "urgent"}),
)  # fmt: skip
CLOSING = rows(
    "closing",
    ("gelios", "gelios", "manager", "Вакуумная камера 50 л для плазменной установки",
     "Камера под наш источник плазмы, фланцы по чертежу", "chamber_1 window_1", 110, 6,
     {"answer": "contract", "paid": 0.5, "channel": "email"}),
    ("metrolog", "metrolog", "manager2", "Камера тепла-холода 250 л, −70 °C",
     "Эталонная камера для поверочной лаборатории", "climate_4 attestation_1", 115, 9,
     {"answer": "later", "paid": 0, "variant": "tender", "tag": "tender"}),
    ("stanko", "stanko", "manager3", "Вакуумная печь для термообработки инструмента",
     "Печь 1100 °C, обучение оператора включить в договор", "furnace_1 training_1", 118, 15,
     {"answer": "refused", "paid": 1}),
    ("sapfir", "sapfir", "manager", "Два насоса ПР 25 м³/ч",
     "Замена импортных насосов, масло в комплект", "rotary_3*2 oil_1*2", 50, 4,
     {"answer": "refused", "paid": 1, "tag": "import"}),
)  # fmt: skip
SERVICE = rows(
    "service",
    ("medprom", "medprom", "manager2", "Камера соляного тумана",
     "Коррозионные испытания корпусов, аттестация", "salt_1 attestation_1", 80, 3,
     {"channel": "site", "paid": 1}),
    ("kabel", "kabel", "manager3", "Два сушильных вакуумных шкафа",
     "Сушка кабельной бумаги, два шкафа по 65 л", "oven_1*2", 60, 5, {"paid": 0.5}),
    ("himfiz", "himfiz", "manager", "Откачной пост для масс-спектрометра",
     "Пост с турбонасосом, уровень шума важен", "post_1", 100, 2, {"paid": 1}),
)  # fmt: skip
ATTESTATION = rows(
    "attestation",
    ("zvezda", "zvezdolit", "manager2", "Камера тепла-холода 500 л, −70 °C",
     "Испытания бортовой аппаратуры по программе заказчика", "climate_6 attestation_1", 98, 8,
     {"variant": "tender", "paid": 0.5}),
    ("vektor", "vektor", "manager2", "Термовакуумная камера КТВ-500",
     "Циклирование от −60 до +120 °C в вакууме", "thermovac_1 mounting_1", 128, 36,
     {"paid": 0.7}),
    ("baltika", "baltika", "manager2", "Камера соляного тумана для морских приборов",
     "Испытания по стандарту заказчика", "salt_1 attestation_1", 55, 3, {"paid": 1}),
)  # fmt: skip
DELIVERY = rows(
    "delivery",
    ("optikon", "optikon", "tester", "Вакуумная камера 100 л для оптики",
     "Камера для проверки объективов, чистое помещение", "chamber_2 mounting_1", 85, 5, "shipped",
     {"paid": 0.5, "channel": "email"}),
    ("polytech", "polytech", "manager", "Учебный вакуумный стенд",
     "Камера 50 л и обучение преподавателей", "chamber_1 training_1", 75, 3,
     {"variant": "tender", "paid": 0.3}),
    ("vostok", "vostok", "manager3", "Вакуумная печь 1400 °C",
     "Доставка в Хабаровск, монтаж силами завода", "furnace_2 delivery_1", 90, 6, {"paid": 0.5}),
    ("univer", "univer", "manager2", "Камера тепла-холода 120 л",
     "Для лабораторного практикума, монтаж по субботам", "climate_1", 80, 4, "shipped",
     {"paid": 1, "channel": "visit"}),
)  # fmt: skip
SUPPLY = rows(
    "advance",
    ("sibfiz", "sibfiz", "manager", "Установка вакуумного напыления УВН-2",
     "Напыление металлов на подложки 150 мм, два магнетрона", "coater_1 turbo_2", 70, 21, "started",
     {"paid": 0.4, "channel": "email", "tag": "vip"}),
    ("termolux", "termolux", "manager3", "Вакуумная печь и три нагревателя",
     "Печь 1100 °C, комплект запасных нагревателей", "furnace_1 heater_part_1*3", 60, 18,
     "started", {"paid": 0.5}),
    ("kriomash", "kriomash", "manager2", "Камера тепла-холода 500 л",
     "Холодные испытания насосов", "climate_5", 55, 14, {"paid": 0.5, "term": 16}),
    ("lazurit", "lazurit", "manager", "Четыре турбомолекулярных насоса ISO 160",
     "Переоснащение ускорителя, четыре одинаковых насоса", "turbo_2*4 seal_1*8", 45, 12,
     {"paid": 0.3, "channel": "email"}),
    ("arktika", "arktika", "manager2", "Термовакуумная камера и камера соляного тумана",
     "Лаборатория испытаний для северного исполнения", "thermovac_1 salt_1", 50, 10, "ordered",
     {"paid": 0, "variant": "tender"}),
    ("nasosy", "person_gusev", "manager", "Насосы ПР для мастерской",
     "Два насоса 16 м³/ч с ремкомплектом", "rotary_2*2 kit_rotary_1", 30, 2, {"paid": 1}),
)  # fmt: skip
TALKS = rows(
    "sent",
    ("mikron2", "mikron", "manager", "Установка напыления для второй линии",
     "Вторая установка, согласование с технологами", "coater_1", 58, 30, {"tag": "vip"}),
    ("avtotest2", "avtotest", "manager2", "Две камеры тепла-холода 500 л",
     "Расширение испытательной лаборатории", "climate_6*2", 35, 10, {"channel": "email"}),
    ("titan2", "titanit", "manager3", "Печь 1400 °C на второй участок",
     "Требуется отсрочка платежа 30 дней", "furnace_2 mounting_1", 33, 8),
    ("plenar2", "plenka", "tester", "Ещё одна камера 100 л",
     "Как в прошлый раз, но с дополнительным окном", "chamber_2 window_1", 25, 5,
     {"channel": "email"}),
    ("farma2", "farmalit", "manager2", "Камера соляного тумана",
     "Сравнивают с другим производителем", "salt_1", 18, 4, {"channel": "site"}),
    ("orbita2", "orbita", "manager", "Течеискатель гелиевый",
     "Контроль герметичности стенда, нужен в этом квартале", "leak_1", 20, 3, "agreed",
     {"tag": "urgent"}),
)  # fmt: skip
OFFERS = rows(
    "proposal",
    ("steklo", "stekloplast", "manager3", "Сушильный шкаф для образцов",
     "Один шкаф, установка у стены", "oven_1", 19, 11, {"channel": "site"}),
    ("energon2", "energon", "manager3", "Печь 1100 °C для опытного участка",
     "Бюджет на следующий год, нужен расчёт", "furnace_1", 14, 4),
    ("aero2", "aeroprib", "manager", "Спиральный насос",
     "Сухой насос для чистой зоны", "scroll_1", 10, 2, {"channel": "email"}),
    ("biotest2", "biotest", "manager2", "Камера тепла-холода 250 л",
     "Вторая камера под новую программу", "climate_3 attestation_1", 12, 3, {"exempt": "need"}),
    ("larina", "person_larina", "manager", "Насос пластинчато-роторный 8 м³/ч",
     "Для домашней стеклодувной мастерской", "rotary_1 oil_1", 8, 1, {"channel": "site"}),
)  # fmt: skip
CHOICE = rows(
    "selection",
    ("ural2", "uralvak", "manager", "Турбомолекулярные насосы для участка сборки",
     "Выбирают между ISO 100 и ISO 160", "turbo_1*2", 24, 18),
    ("radio2", "radioteh", "manager2", "Камера тепла-холода, выбор объёма",
     "Изделия до 400 мм, объём пока неизвестен", "climate_4", 11, 5, {"channel": "email"}),
    ("yakovlev", "person_yakovlev", "manager3", "Сушильный шкаф для лаборатории",
     "Нужен небольшой шкаф с насосом", "oven_1", 9, 3),
    ("nano2", "nanolab", "tester", "Откачной пост для новой установки",
     "Техническое задание приложено", "post_1", 7, 2, {"channel": "email"}),
)  # fmt: skip
NEEDS = rows(
    "convert",
    ("kvarc", "kvarcelit", "manager", "Модернизация вакуумной линии",
     "Хотят понять, что можно заменить в линии 2009 года", "", 26, 24),
    ("samara", "+ООО «Волга-Лаб-Пример»|Рогов Антон Львович", "manager2",
     "Камера для испытаний аккумуляторов", "Нужна камера с защитой от возгорания", "", 6, 4,
     {"channel": "email"}),
    ("novolit", "+ООО «Новолит-Тест»|Дёмина Инна Павловна", "manager3", "Печь для спекания",
     "Печь до 1300 °C, подбор по техническому заданию", "", 5, 3, {"channel": "site"}),
    ("luch", "+АО «Луч-Образец»|Котов Глеб Юрьевич", "manager", "Вакуумная камера под заказ",
     "Нестандартная камера, эскиз вышлем", "", 4, 2),
    ("prizma", "+НПФ «Призма-Вымысел»|Быкова Лада Игоревна", "manager2",
     "Испытательная камера с вибростендом", "Есть ли опыт стыковки с вибростендом?", "", 3, 1,
     {"channel": "marketing"}),
)  # fmt: skip
LOST = rows(
    "sent",
    ("steklo0", "stekloplast", "manager3", "Печь для закалки стекла",
     "Печь с большой рабочей зоной", "furnace_1", 120, 84, {"lost": "competitor"}),
    ("ural0", "uralvak", "manager", "Установка напыления для покрытий",
     "Покрытия для режущего инструмента", "coater_1", 95, 70, {"lost": "budget"}),
    ("lazurit0", "lazurit", "manager", "Криогенный насос",
     "Криогенный насос на азоте", "", 60, 52, "convert", {"lost": "time"}),
    ("kvarc0", "kvarcelit", "manager", "Спиральные насосы, три штуки",
     "Замена форвакуумных насосов", "scroll_1*3", 66, 40, "selection", {"lost": "budget"}),
    ("arktika0", "arktika", "tester", "Камера 250 л для полярной станции",
     "Поставка морем до ледостава", "chamber_3", 140, 101, {"lost": "time", "channel": "email"}),
    ("biotest0", "biotest", "manager2", "Камера соляного тумана",
     "Срок две недели", "salt_1", 33, 18, {"lost": "competitor", "channel": "site"}),
)  # fmt: skip
ALL = [
    *WON, *CLOSING, *SERVICE, *ATTESTATION, *DELIVERY, *SUPPLY, *TALKS, *OFFERS, *CHOICE,
    *NEEDS, *LOST,
]  # fmt: skip
