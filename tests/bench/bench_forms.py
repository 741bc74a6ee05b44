"""A visitor's form at our address, against a lead made through Odoo's own JSON API.

Both are asked as the network asks them, through the application that the server runs.
"""

import uuid
from datetime import timedelta

from werkzeug.test import Client

from odoo import fields
from odoo.http import root

ratio = 2
POSTS = 20
LOGIN = "forms_manager"


def prepare_form_post(env):
    """Path, key and body of a post; the user and the form are made anew."""
    if "crm.request.source" in env:
        form = env["crm.request.source"].create({"name": "Bench"})
        secret = form.action_renew_secret()["context"]["default_secret"]
        return "/crm_sales_flow/v1/requests", secret, visitor
    return "/json/2/crm.lead/create", key_of(user(env)), lead


def bench_form_post(env, target):
    """20 posts of a website form"""
    path, key, body = target
    client = Client(root)
    headers = {"Authorization": f"Bearer {key}", "X-Odoo-Database": env.cr.dbname}
    for _number in range(POSTS):
        answer = client.post(path, json=body(uuid.uuid4().hex), headers=headers)
        if answer.status_code not in (200, 201):
            raise ValueError(answer.get_data(as_text=True))


def visitor(unique):
    return {
        "name": f"Visitor {unique}",
        "email": f"{unique}@visitor.example",
        "phone": phone(unique),
        "message": "A vacuum chamber",
    }


def lead(unique):
    values = {
        "name": f"Visitor {unique}",
        "contact_name": f"Visitor {unique}",
        "email_from": f"{unique}@visitor.example",
        "phone": phone(unique),
        "description": "A vacuum chamber",
    }
    return {"vals_list": [values]}


def phone(unique):
    return f"+7 495 {int(unique[:8], 16) % 10**7:07}"


def user(env):
    group = env.ref("sales_team.group_sale_salesman_all_leads")
    users = env["res.users"].with_context(no_reset_password=True)
    groups = [(6, 0, [env.ref("base.group_user").id, group.id])]
    return users.search([("login", "=", LOGIN)]) or users.create(
        {"name": LOGIN, "login": LOGIN, "group_ids": groups}
    )


def key_of(person):
    keys = person.env["res.users.apikeys"].with_user(person).sudo()
    return keys._generate("rpc", "bench", fields.Datetime.now() + timedelta(days=1))
