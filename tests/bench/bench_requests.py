"""The one search box over all requests (design, "Scale"): a limit of its own."""

from odoo.tools import SQL

limit = 1
REQUESTS = 100_000
TYPED = ("+7 912 099", "8 912 000 50 00", "x50000@filled.example", "R50000", "редкость", "насос")


def prepare_request_search(env):
    """Requests of every state with a text each, made once."""
    Request = env["crm.request"]
    if Request.search_count([("name", "=", "R100000")], limit=1):
        return Request
    request = Request.create({"contact_name": "Filled", "subject": "Filled", "channel": "manual"})
    env.flush_all()
    fixed = ("id", "name", "search_text", "phone_key", "email_normalized", "state", "lead_id")
    fixed += ("registered_at",)
    columns = SQL(", ").join(
        SQL.identifier(name)
        for name, field in Request._fields.items()
        if field.store and field.column_type and name not in fixed
    )
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_request (%(columns)s, name, search_text, phone_key, email_normalized,
                                     state, registered_at)
            SELECT %(columns)s, 'R' || n,
                   'r' || n || ' x' || n || '@filled.example запрос цены на уплотнения '
                   || CASE WHEN n %% 3 = 0 THEN 'и насос ' ELSE '' END || md5(n::text)
                   || repeat(' ' || md5((n + 1)::text), 20)
                   || CASE WHEN n %% 1000 = 0 THEN ' редкость' ELSE '' END,
                   '7' || (9120000000 + n * 10), 'x' || n || '@filled.example',
                   split_part('new sorted attached dropped filtered broken', ' ', n %% 6 + 1),
                   now() AT TIME ZONE 'UTC' - n * interval '5 minutes'
              FROM crm_request, generate_series(1, %(count)s) n WHERE id = %(id)s
            """,
            columns=columns,
            count=REQUESTS,
            id=request.id,
        )
    )
    env.cr.commit()
    env.cr.execute("ANALYZE crm_request")
    return Request


def bench_request_search(env, requests):
    """Six searches in 100,000 requests: by phone, its beginning, e-mail, number and words"""
    for text in TYPED:
        requests.web_search_read(
            [("anything", "ilike", text)],
            {"name": {}, "state": {}},
            limit=80,
            order="registered_at desc",
            count_limit=10_001,
        )
