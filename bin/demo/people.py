"""Users for every role, login = role, password = login; departments with Heads and members."""

from demo.company import DOMAIN
from demo.records import make, phone
from demo.users import USERS

# team, Russian name, Head
TEAMS = (
    ("high_vacuum", "Отдел высокого вакуума", "head"),
    ("test_equipment", "Отдел испытательного оборудования", "head2"),
    ("industrial", "Отдел промышленного оборудования", "head3"),
    ("testing_unit", "Испытательный отдел", None),
)


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
