"""A letter through the gateway: a request with its lead and client, against a plain lead of Odoo.

The same letters go to `crm.lead` on plain Odoo and to `crm.request` with our add-ons.
"""

import uuid

from odoo.tools import SQL

ratio = 2
LETTERS = 20
SMALL = 1_000, 500  # partners, leads
FILLED = 100_000, 50_000
TEXT = """From: Client {uid} <{uid}@client.example>
To: requests@company.example
Subject: Vacuum chamber
Message-Id: <{uid}@client.example>
Content-Type: text/plain; charset=utf-8

Добрый день! Нужна вакуумная камера на 100 литров.
"""


def bench_letter(env):
    """20 letters of strangers through the mail gateway"""
    deliver(env)


def bench_letter_few(env):
    """The same in a base of 1,000 clients and 500 leads"""
    fill(env, "few", *SMALL)
    deliver(env)


def bench_letter_many(env):
    """The same in a base of 100,000 clients and 50,000 leads"""
    fill(env, "many", *FILLED)
    deliver(env)


# Whom a letter is from is looked up by indexed keys: the size of the base hardly counts.
bench_letter_many.base = "bench_letter_few"
bench_letter_many.base_ratio = 1.3


def deliver(env):
    model = "crm.request" if "crm.request" in env else "crm.lead"
    for _number in range(LETTERS):
        raw = TEXT.format(uid=uuid.uuid4().hex).encode()
        env["mail.thread"].message_process(model, raw)
        env.cr.commit()


def fill(env, name, partners, leads):
    """Once in a base; by SQL, because it is the size that matters and not how it came."""
    host = f"{name}.example"
    if env["res.partner"].search_count([("email", "=", f"1@{host}")], limit=1):
        return
    partner = env["res.partner"].create({"name": name, "email": f"0@{host}", "phone": "0"})
    lead = env["crm.lead"].create({"name": name, "email_from": f"0@{host}", "phone": "0"})
    multiply(env, partner, partners, host, "email", "email_normalized")
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE email LIKE %s", [f"%@{host}"]
    )
    multiply(env, lead, leads, host, "email_from", "email_normalized")
    for table in ("res_partner", "crm_lead") if "phone_key" in partner else ():
        number = SQL("UPDATE %s SET phone_key = '7' || (9000000000 + id)", SQL.identifier(table))
        env.cr.execute(SQL("%s WHERE email_normalized LIKE %s", number, f"%@{host}"))
    env.cr.commit()
    env.cr.execute("ANALYZE res_partner, crm_lead")
    env.cr.commit()


def multiply(env, record, count, host, *addresses):
    """Copy the row of a record so many times, with an address of its own in each."""
    env.flush_all()
    names = [
        name
        for name, field in record._fields.items()
        if field.store and field.column_type and name not in ("id", *addresses)
    ]
    columns = SQL(", ").join(map(SQL.identifier, names))
    mails = SQL(", ").join(map(SQL.identifier, addresses))
    numbered = SQL(", ").join([SQL("n || %s", f"@{host}")] * len(addresses))
    env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(columns)s, %(mails)s) SELECT %(columns)s, %(numbered)s"
            " FROM %(table)s, generate_series(1, %(count)s) n WHERE id = %(id)s",
            table=SQL.identifier(record._table),
            columns=columns,
            mails=mails,
            numbered=numbered,
            count=count,
            id=record.id,
        )
    )
