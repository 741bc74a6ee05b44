"""A company with 50,000 deals of a year, their visits, requests and invoices, made by SQL."""

from datetime import date

from odoo.tools import SQL

DEALS, VISITS, REQUESTS, CLIENTS, INVOICES = 50_000, 4, 100_000, 2_000, 5_000
TODAY = date(2026, 6, 30)  # the deals below began in the year before it
DIRECTOR, HEAD = "control_director", "control_head"
MANAGER, MARKETER, SORTER = "control_0", "control_marketer", "control_sorter"
CAMPAIGNS = 12
TASKS = 2  # of each deal
FILLED = ("crm_lead", "crm_stage_history", "crm_request", "sale_order", "sale_order_line")
FILLED += ("mail_activity", "account_move", "account_move_line", "sale_order_line_invoice_rel")
FILLED += ("crm_sorting_round",)
FAR = 10_000_000  # ids of the copied orders and invoices begin here


def person(env, model, login=DIRECTOR):
    """The model as a person sees it; the first call fills the database, unmeasured."""
    if not env["res.users"].search_count([("login", "=", login)]):
        fill(env)
    user = env["res.users"].search([("login", "=", login)])
    return env[model].with_user(user).with_context(tz="Europe/Moscow")


def fill(env):
    names = [f"control_{n}" for n in range(10)]
    head, *managers = people_of(env, "head", HEAD) | people_of(env, "manager", *names)
    people_of(env, "director", DIRECTOR)
    people_of(env, "marketer", MARKETER)
    people_of(env, "request_sorter", SORTER)
    team = env.ref("crm_sales_flow.team_high_vacuum")
    team.write({"user_id": head.id, "member_ids": [(6, 0, [user.id for user in managers])]})
    clients = env["res.partner"].create(
        [{"name": f"Control client {n}", "is_company": True} for n in range(CLIENTS)]
    )
    stages = env["crm.stage"]._flow_stages()
    make_deals(env, clients, [user.id for user in managers], stages)
    make_visits(env, stages)
    make_requests(env, clients)
    make_rounds(env)
    make_invoices(env, clients[0])
    make_tasks(env)
    env.flush_all()
    env["crm.lead"]._settle_reach(everywhere=True)
    env.cr.commit()
    for table in FILLED:  # the server does it within minutes by itself
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


def people_of(env, role, *logins):
    groups = env.ref("base.group_user") | env.ref(f"crm_sales_flow.group_{role}")
    people = env["res.users"].with_context(no_reset_password=True)
    known = {"group_ids": [(6, 0, groups.ids)]}
    return people.create([{"name": login, "login": login, **known} for login in logins])


def columns(env, table, *fixed):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    names = sorted({name for (name,) in env.cr.fetchall()} - {"id", *fixed})
    return SQL(", ").join(map(SQL.identifier, names))


def make_deals(env, clients, managers, stages):
    """Deals of a year, half of them past their fourth stage; every eighth is won or lost, every
    fourth came by a campaign."""
    campaigns = env["utm.campaign"].create([{"title": f"Control {n}"} for n in range(CAMPAIGNS)])
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
    fixed += ("contact_promised_at", "contact_minutes", "first_contact_kind", "campaign_id")
    moment = SQL("%s::timestamp - n %% 365 * interval '1 day' - interval '1 hour'", TODAY)
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_lead (stage_id, user_id, partner_id, create_date, registered_at,
                                  date_closed, expected_revenue, utm_term, won_status,
                                  first_contact_at, told_source, contact_promised_at,
                                  contact_minutes, first_contact_kind, campaign_id, %(names)s)
            SELECT (%(stages)s)[CASE WHEN n %% 8 = 0 THEN 10 ELSE 1 + n %% 9 END],
                   (%(managers)s)[1 + n %% 10], (%(clients)s)[1 + n %% %(count)s],
                   %(moment)s, %(moment)s,
                   CASE WHEN n %% 8 < 2 THEN %(moment)s + interval '20 days' END,
                   n * 10, CASE WHEN n %% 3 != 0 THEN 'word ' || n %% 200 END,
                   CASE n %% 8 WHEN 0 THEN 'won' WHEN 1 THEN 'lost' ELSE 'pending' END,
                   CASE WHEN n %% 2 = 0 THEN %(moment)s END,
                   CASE WHEN n %% 3 != 0 THEN 'yandex' END, %(moment)s + interval '1 hour',
                   CASE WHEN n %% 2 = 0 THEN n %% 200 END,
                   CASE n %% 4 WHEN 0 THEN 'by_hand' WHEN 2 THEN 'phone' END,
                   CASE WHEN n %% 4 = 3 THEN (%(campaigns)s)[1 + n / 4 %% %(campaign_count)s] END,
                   %(names)s
              FROM crm_lead, generate_series(1, %(deals)s) n WHERE crm_lead.id = %(id)s
            """,
            stages=stages.ids,
            managers=managers,
            clients=clients.ids,
            count=CLIENTS,
            campaigns=campaigns.ids,
            campaign_count=CAMPAIGNS,
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
    """Requests of a year; a hundred of them still wait for sorting."""
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
                   CASE WHEN n %% 1000 = 999 THEN 'new' WHEN n %% 10 = 0 THEN 'dropped'
                        WHEN n %% 10 = 1 THEN 'filtered' ELSE 'sorted' END,
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


def make_rounds(env):
    """Two sortings a day of two years, up to today: every fifth was broken."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO crm_sorting_round (slot_id, due_at, breach_count, state, kept_share)
            SELECT %s, now() - n * interval '12 hours', (n %% 5 = 0)::int,
                   CASE WHEN n %% 5 = 0 THEN 'broken' ELSE 'kept' END,
                   CASE WHEN n %% 5 = 0 THEN 0 ELSE 100 END
              FROM generate_series(1, 1460) n
            """,
            env["crm.sorting.slot"].search([], limit=1).id,
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
    env.cr.execute(
        SQL(
            "UPDATE sale_order SET state = 'sale', commitment_date = promised,"
            " first_promised_at = promised FROM (SELECT id AS key,"
            " %s::timestamp - id %% 365 * interval '1 day' AS promised FROM sale_order) day"
            " WHERE day.key = id AND id > %s",
            TODAY,
            FAR,
        )
    )


def make_tasks(env):
    """Two tasks of each deal, of which four of five are done, most of them in time."""
    deal = env["crm.lead"].search([("name", "=", "Control")], limit=1)
    task = deal._flow_schedule("agreed_step", once=False)
    env.flush_all()
    fixed = ("res_id", "user_id", "due_at", "deadline_at", "done_at", "active")
    due = SQL("born + number * interval '9 days'")
    env.cr.execute(
        SQL(
            """
            INSERT INTO mail_activity (res_id, user_id, due_at, deadline_at, done_at, active,
                                       %(names)s)
            SELECT deal, person, %(due)s, %(due)s,
                   CASE WHEN deal %% 5 != 0
                        THEN %(due)s + (deal %% 7 - 5) * interval '1 hour' END,
                   deal %% 5 = 0, %(names)s
              FROM (SELECT %(names)s FROM mail_activity WHERE id = %(id)s) task,
                   generate_series(1, %(tasks)s) number,
                   (SELECT id AS deal, user_id AS person, create_date AS born
                      FROM crm_lead WHERE name = 'Control') deals
            """,
            due=due,
            names=columns(env, "mail_activity", *fixed),
            tasks=TASKS,
            id=task.id,
        )
    )
