"""A letter through the gateway: a request with its lead and client, against a plain lead of Odoo.

The same letters go to `crm.lead` on plain Odoo and to `crm.request` with our add-ons.
"""

import uuid

ratio = 2
LETTERS = 20
FILLED = 100_000, 50_000  # partners, leads
TEXT = """From: Client {uid} <{uid}@client.example>
To: requests@company.example
Subject: Vacuum chamber
Message-Id: <{uid}@client.example>
Content-Type: text/plain; charset=utf-8

Good day! We need a vacuum chamber of 100 litres.
"""


def bench_letter(env):
    """20 letters of strangers through the mail gateway"""
    deliver(env)


def bench_letter_filled(env):
    """The same in a base of 100,000 clients and 50,000 leads"""
    fill(env)
    deliver(env)


def deliver(env):
    model = "crm.request" if "crm.request" in env else "crm.lead"
    for _number in range(LETTERS):
        raw = TEXT.format(uid=uuid.uuid4().hex).encode()
        env["mail.thread"].message_process(model, raw)
        env.cr.commit()


def fill(env):
    """Once in a base; by SQL, because it is the size that matters and not how it came."""
    if env["res.partner"].search_count([("email", "like", "@filled.example")], limit=1):
        return
    partners, leads = FILLED
    env.cr.execute(
        """
        INSERT INTO res_partner (name, complete_name, email, email_normalized, active, type)
        SELECT 'P' || n, 'P' || n, 'p' || n || '@filled.example', 'p' || n || '@filled.example',
               true, 'contact'
        FROM generate_series(1, %s) n
        """,
        [partners],
    )
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name ~ '^P[0-9]+$'")
    env.cr.execute(
        """
        INSERT INTO crm_lead (name, type, active, email_from, email_normalized, won_status)
        SELECT 'L' || n, 'lead', true, 'p' || n || '@filled.example', 'p' || n || '@filled.example',
               'pending'
        FROM generate_series(1, %s) n
        """,
        [leads],
    )
    env.cr.commit()
    env.cr.execute("ANALYZE res_partner, crm_lead")
    env.cr.commit()
