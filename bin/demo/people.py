"""Users for every role, login = role, password = login; departments with Heads and members."""

from demo.company import DOMAIN
from demo.records import make, phone

# login, Russian role for bin/run, name, group, department
USERS = (
    ("director", "Директор", "Воронцова Елена Марковна", "group_director", None),
    ("head", "Руководитель отдела высокого вакуума", "Лебедев Игорь Павлович", "group_head", None),
    ("manager", "Менеджер, отдел высокого вакуума", "Соколова Анна Игоревна", "group_manager",
     "high_vacuum"),
    ("tester", "Менеджер, испытательный отдел", "Жуков Артём Олегович", "group_manager",
     "testing_unit"),
    ("head2", "Руководитель отдела испытательного оборудования", "Орлова Мария Дмитриевна",
     "group_head", None),
    ("manager2", "Менеджер, отдел испытательного оборудования", "Кузьмин Денис Андреевич",
     "group_manager", "test_equipment"),
    ("head3", "Руководитель отдела промышленного оборудования", "Титов Сергей Николаевич",
     "group_head", None),
    ("manager3", "Менеджер, отдел промышленного оборудования", "Белова Ольга Викторовна",
     "group_manager", "industrial"),
    ("sorter", "Сортировка обращений", "Громова Наталья Юрьевна", "group_request_sorter", None),
    ("secretary", "Секретарь", "Зайцева Дарья Алексеевна", "group_secretary", None),
    ("marketer", "Маркетолог", "Рябов Никита Сергеевич", "group_marketer", None),
    ("accountant", "Бухгалтер", "Фомина Галина Петровна", "group_accountant", None),
    ("warehouse", "Склад", "Макаров Виктор Иванович", "group_warehouse", None),
    ("production", "Производство", "Семёнов Павел Романович", "group_production", None),
    ("engineer", "Сервисный инженер", "Волков Андрей Константинович", "group_service_engineer",
     None),
)  # fmt: skip
# team, Russian name, Head
TEAMS = (
    ("high_vacuum", "Отдел высокого вакуума", "head"),
    ("test_equipment", "Отдел испытательного оборудования", "head2"),
    ("industrial", "Отдел промышленного оборудования", "head3"),
    ("testing_unit", "Испытательный отдел", None),
)
LOGINS = [("admin", "Администратор")] + [(login, role) for login, role, *_rest in USERS]


def build(world):
    users = {row[0]: user(world.env, number, *row) for number, row in enumerate(USERS, 1)}
    for key, title, head in TEAMS:
        team = world.env.ref(f"crm_sales_flow.team_{key}")
        team.write({"name": title, "user_id": users[head].id if head else False})
        team.member_ids = [
            users[login].id for login, _role, _name, _group, place in USERS if place == key
        ]


def user(env, number, login, role, full_name, group, _team):
    groups = env.ref("base.group_user") | env.ref(f"crm_sales_flow.{group}")
    created = make(
        env["res.users"].with_context(no_reset_password=True).env,
        "res.users",
        f"user_{login}",
        {
            "name": full_name,
            "login": login,
            "password": login,
            "email": f"{login}@{DOMAIN}",
            "lang": "ru_RU",
            "tz": "Europe/Moscow",
            "notification_type": "inbox",
            "odoobot_state": "disabled",
            "group_ids": [(6, 0, groups.ids)],
            "signature": f"<p>{full_name}<br/>{role}</p>",
        },
    )
    created.partner_id.write({"phone": phone(495, 100 + number), "function": role})
    return created
