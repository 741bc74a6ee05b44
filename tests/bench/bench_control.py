"""The reports of control over 50,000 deals, 200,000 visits of stages and 100,000 requests.

Each has to be there within 1.5 s. The funnel is measured over a month, half a year and a year, so
that its cost is seen to follow the rows of the period, and against Odoo's own pivot of the same
deals.
"""

from datetime import date, timedelta

from odoo.fields import Domain
from odoo.tools import SQL

limit = 1.5
DEALS, VISITS, REQUESTS, CLIENTS, INVOICES = 50_000, 4, 100_000, 2_000, 5_000
TODAY = date(2026, 6, 30)  # the deals below began in the year before it
DIRECTOR = "control_director"
FAR = 10_000_000  # ids of the copied orders and invoices begin here


def bench_control_pivot(env):
    """Odoo's pivot of all 50,000 deals by stage: what the funnel is measured by"""
    leads = person(env, "crm.lead").with_context(active_test=False)
    leads.formatted_read_grouping_sets(
        [("type", "=", "opportunity"), *since("create_date", 365)],
        [[], ["stage_id"]],
        ["__count", "expected_revenue:sum"],
    )


def bench_control_funnel_year(env):
    """The funnel of a year: 50,000 deals by stage, with their sums and conversions"""
    funnel(env, 365)


def bench_control_funnel_half(env):
    """The funnel of half a year"""
    funnel(env, 182)


def bench_control_funnel_month(env):
    """The funnel of a month"""
    funnel(env, 30)


bench_control_funnel_year.base, bench_control_funnel_year.base_ratio = "bench_control_pivot", 2
# Half a year has six times the rows of a month.
bench_control_funnel_half.base = "bench_control_funnel_month"
bench_control_funnel_half.base_ratio = 6


def bench_control_funnel_report(env):
    """The report of the funnel: a year by stage, with sums and conversions"""
    person(env, "crm.funnel.report").formatted_read_grouping_sets(
        since("begun_at", 365),
        [[], ["stage_id"]],
        ["deal_count:sum", "amount:sum", "next_rate:avg"],
    )


def bench_control_time(env):
    """Average and median working days on each stage, of a year"""
    person(env, "crm.funnel.report").formatted_read_grouping_sets(
        since("begun_at", 365), [[], ["stage_id"]], ["working_days:avg", "median_days:avg"]
    )


def bench_control_conversion(env):
    """From requests to won deals by department and manager, of a year"""
    person(env, "crm.effect.report").formatted_read_grouping_sets(
        [("kind", "in", ["request", "lead"]), *since("date", 365)],
        [[], ["department_id"], ["department_id", "user_id"]],
        [
            "request_count:sum",
            "lead_count:sum",
            "contact_count:sum",
            "contact_rate:avg",
            "deal_count:sum",
            "deal_rate:avg",
            "won_count:sum",
            "client_id:count_distinct",
        ],
    )


def bench_control_keywords(env):
    """Keywords of a year down to what was paid"""
    person(env, "crm.effect.report").formatted_read_grouping_sets(
        [("kind", "in", ["lead", "money", "cost"]), *since("date", 365)],
        [[], ["engine"], ["engine", "keyword"]],
        ["lead_count:sum", "deal_count:sum", "won_count:sum", "amount_paid:sum", "margin:sum"],
    )


def bench_control_plan(env):
    """Plan and fact of a year by month and manager"""
    person(env, "crm.plan.report").formatted_read_grouping_sets(
        since("date", 365),
        [[], ["date:month"], ["date:month", "user_id"]],
        ["plan_amount:sum", "amount_won:sum", "won_share:avg", "amount_paid:sum"],
    )


def bench_control_invoices(env):
    """Issued invoices that are not paid, by the day on which they are expected"""
    reports = person(env, "crm.money.report")
    domain = [("is_open", "=", True), ("amount_left", "!=", 0)]
    reports.formatted_read_group(domain, ["date_expected:month"], ["amount_left:sum"])
    fields = ("move_id", "partner_id", "lead_id", "date_expected", "amount_left")
    names = {name: {} for name in fields}
    reports.web_search_read(domain, names, limit=80, count_limit=10_001)


def bench_control_board(env):
    """The dashboard of the director: all its cards, of a year"""
    period = [str(TODAY - timedelta(days=365)), str(TODAY)]
    person(env, "flow.dashboard").get_dashboard("director", period, {})


def bench_control_board_month(env):
    """The dashboard of the director, of a month"""
    period = [str(TODAY - timedelta(days=30)), str(TODAY)]
    person(env, "flow.dashboard").get_dashboard("director", period, {})


bench_control_board.base, bench_control_board.base_ratio = "bench_control_board_month", 12


def funnel(env, days):
    person(env, "flow.dashboard")._funnel(Domain(since("begun_at", days)))


def since(name, days):
    return [(name, ">=", str(TODAY - timedelta(days=days))), (name, "<=", str(TODAY))]


# ------------------------------------------------------------------ the company


def person(env, model):
    """The model as the director sees it; the first call fills the database, unmeasured."""
    user = env["res.users"].search([("login", "=", DIRECTOR)])
    if not user:
        user = fill(env)
    return env[model].with_user(user).with_context(tz="Europe/Moscow")


def fill(env):
    groups = env.ref("base.group_user") | env.ref("crm_sales_flow.group_director")
    people = env["res.users"].with_context(no_reset_password=True)
    director, *managers = people.create(
        [
            {"name": login, "login": login, "group_ids": [(6, 0, groups.ids)]}
            for login in (DIRECTOR, *(f"control_{n}" for n in range(10)))
        ]
    )
    clients = env["res.partner"].create(
        [{"name": f"Control client {n}", "is_company": True} for n in range(CLIENTS)]
    )
    stages = env["crm.stage"]._flow_stages()
    make_deals(env, clients, [user.id for user in managers], stages)
    make_visits(env, stages)
    make_requests(env, clients)
    make_invoices(env, clients[0])
    env.flush_all()
    env["crm.lead"]._settle_reach(everywhere=True)
    env.cr.commit()
    for table in ("crm_lead", "crm_stage_history", "crm_request", "account_move", "sale_order"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()
    return director


def columns(env, table, *fixed):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    names = sorted({name for (name,) in env.cr.fetchall()} - {"id", *fixed})
    return SQL(", ").join(map(SQL.identifier, names))


def make_deals(env, clients, managers, stages):
    """Deals of a year, half of them past their fourth stage; every eighth is won or lost."""
    deal = env["crm.lead"].create(
        {
            "name": "Control",
            "type": "opportunity",
            "team_id": env.ref("crm_sales_flow.team_high_vacuum").id,
            "partner_id": clients[0].id,
        }
    )
    env.flush_all()
    fixed = ("stage_id", "user_id", "partner_id", "create_date", "registered_at", "date_closed")
    fixed += ("expected_revenue", "utm_term", "won_status", "first_contact_at", "told_source")
    moment = SQL("%s::timestamp - n %% 365 * interval '1 day' - interval '1 hour'", TODAY)
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_lead (stage_id, user_id, partner_id, create_date, registered_at,
                                  date_closed, expected_revenue, utm_term, won_status,
                                  first_contact_at, told_source, %(names)s)
            SELECT (%(stages)s)[CASE WHEN n %% 8 = 0 THEN 10 ELSE 1 + n %% 9 END],
                   (%(managers)s)[1 + n %% 10], (%(clients)s)[1 + n %% %(count)s],
                   %(moment)s, %(moment)s,
                   CASE WHEN n %% 8 < 2 THEN %(moment)s + interval '20 days' END,
                   n * 10, CASE WHEN n %% 3 != 0 THEN 'word ' || n %% 200 END,
                   CASE n %% 8 WHEN 0 THEN 'won' WHEN 1 THEN 'lost' ELSE 'pending' END,
                   CASE WHEN n %% 2 = 0 THEN %(moment)s END,
                   CASE WHEN n %% 3 != 0 THEN 'yandex' END, %(names)s
              FROM crm_lead, generate_series(1, %(deals)s) n WHERE crm_lead.id = %(id)s
            """,
            stages=stages.ids,
            managers=managers,
            clients=clients.ids,
            count=CLIENTS,
            moment=moment,
            names=columns(env, "crm_lead", *fixed),
            deals=DEALS,
            id=deal.id,
        )
    )


def make_visits(env, stages):
    """Four visits a deal; the last one, where it stands, is open."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_stage_history (lead_id, stage_id, kind, team_id, entered_at, left_at,
                                           working_minutes)
            SELECT lead.id,
                   CASE WHEN visit = %(visits)s THEN lead.stage_id
                        ELSE (%(stages)s)[1 + (visit * 2 + lead.id) %% 9] END,
                   CASE WHEN visit = %(visits)s AND lead.won_status = 'lost' THEN 'lost'
                        ELSE 'stage' END,
                   lead.team_id,
                   lead.create_date + visit * interval '3 days',
                   CASE WHEN visit < %(visits)s
                        THEN lead.create_date + (visit + 1) * interval '3 days' END,
                   CASE WHEN visit < %(visits)s THEN 540 + (lead.id + visit) %% 4000 END
              FROM crm_lead lead, generate_series(1, %(visits)s) visit
             WHERE lead.name = 'Control' AND NOT EXISTS (
                   SELECT FROM crm_stage_history known WHERE known.lead_id = lead.id)
            """,
            visits=VISITS,
            stages=stages.ids,
        )
    )


def make_requests(env, clients):
    request = env["crm.request"].create(
        {"contact_name": "Control", "subject": "Control", "channel": "manual"}
    )
    env.flush_all()
    fixed = ("name", "registered_at", "state", "partner_id", "team_id")
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_request (name, registered_at, state, partner_id, team_id, %(names)s)
            SELECT 'C' || n, %(day)s::timestamp - n %% 365 * interval '1 day',
                   CASE n %% 10 WHEN 0 THEN 'dropped' WHEN 1 THEN 'filtered' ELSE 'sorted' END,
                   (%(clients)s)[1 + n %% %(count)s], %(team)s, %(names)s
              FROM crm_request, generate_series(1, %(requests)s) n WHERE crm_request.id = %(id)s
            """,
            day=TODAY,
            clients=clients.ids,
            count=CLIENTS,
            team=env.ref("crm_sales_flow.team_high_vacuum").id,
            names=columns(env, "crm_request", *fixed),
            requests=REQUESTS,
            id=request.id,
        )
    )


def make_invoices(env, client):
    """Orders of every tenth deal, each invoiced; four of five invoices are paid."""
    product = env["product.product"].create({"name": "Control", "type": "service"})
    deal = env["crm.lead"].search([("name", "=", "Control")], limit=1)
    line = {"product_id": product.id, "price_unit": 1000.5}
    order = env["sale.order"].create(
        {"partner_id": client.id, "opportunity_id": deal.id, "order_line": [(0, 0, line)]}
    )
    line = {**line, "sale_line_ids": [(6, 0, order.order_line.ids)]}
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": client.id,
            "invoice_date": TODAY,
            "invoice_line_ids": [(0, 0, line)],
        }
    )
    invoice.action_post()
    env.flush_all()
    copies = {
        "sale_order": (order.id, "opportunity_id", "(%s)[n]"),
        "sale_order_line": (order.order_line.id, "order_id", "%s + n"),
        "account_move": (invoice.id, "name", "'CONTROL/' || n"),
        "account_move_line": (invoice.invoice_line_ids.id, "move_id", "%s + n"),
    }
    deals = env["crm.lead"].search([("name", "=", "Control")], limit=INVOICES).ids
    for table, (original, column, value) in copies.items():
        argument = [deals] if "[n]" in value else [FAR] if "%s" in value else []
        env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (id, %(column)s, %(names)s)"
                " SELECT %(far)s + n, %(value)s, %(names)s FROM %(table)s,"
                " generate_series(1, %(count)s) n WHERE id = %(original)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                names=columns(env, table, column),
                far=FAR,
                value=SQL(value, *argument),
                count=INVOICES,
                original=original,
            )
        )
    env.cr.execute(
        SQL(
            "INSERT INTO sale_order_line_invoice_rel (invoice_line_id, order_line_id)"
            " SELECT %(far)s + n, %(far)s + n FROM generate_series(1, %(count)s) n",
            far=FAR,
            count=INVOICES,
        )
    )
    env.cr.execute(
        SQL(
            "UPDATE account_move SET invoice_date = %s::date - id %% 365,"
            " payment_state = CASE WHEN id %% 5 = 0 THEN 'not_paid' ELSE 'paid' END WHERE id > %s",
            TODAY,
            FAR,
        )
    )
