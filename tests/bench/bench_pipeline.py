"""Screens with 50,000 deals: the pipeline and the form, by the calls of the client."""

import re

from lxml import etree

DEALS = 50_000
CLIENTS = 500
STAGES = 10
MANAGER, HEAD = "pipeline_manager", "pipeline_head"
OPENING = "crm.crm_case_kanban_view_leads"
FORM = "crm_sales_flow.crm_deal_view_form"
RECORDS = {"one2many", "many2many", "many2one", "reference", "many2one_reference"}

ratio = 1.25


def bench_pipeline(env):
    """Open the pipeline as a manager with 50,000 deals"""
    open_pipeline(as_user(env, MANAGER))


def bench_pipeline_head(env):
    """Open the pipeline as a Head who sees all 50,000 deals"""
    open_pipeline(as_user(env, HEAD))


def open_pipeline(leads):
    domain = ["&", ["type", "=", "opportunity"], ["won_status", "=", "pending"]]
    colors = {"planned": "success", "today": "warning", "overdue": "danger"}
    bar = {"colors": colors, "field": "activity_state"}
    leads.read_progress_bar(domain, "stage_id", bar)
    leads.with_context(read_group_expand=True).web_read_group(
        domain,
        ["stage_id"],
        [
            "expected_revenue:sum",
            "recurring_revenue_monthly:sum",
            "company_currency:array_agg_distinct",
            "expected_revenue:sum_currency",
            "recurring_revenue_monthly:sum_currency",
        ],
        auto_unfold=True,
        opening_info=[],
        unfold_read_specification=asked(leads, OPENING, "kanban"),
        unfold_read_default_limit=80,
        groupby_read_specification={},
    )


def prepare_deal_form(env):
    leads = as_user(env, MANAGER)
    return leads.search([("user_id", "=", leads.env.uid)], limit=1, order="id desc")


def bench_deal_form(env, deal):
    """Open the form of a deal, its pages loaded when they are opened"""
    ours = "duplicate_rows" in deal
    form = FORM if ours else "crm.crm_lead_view_form"
    deal.with_context(bin_size=True).web_read(opened(deal, form))
    if ours:  # the banner asks for itself, when the form is there
        deal.read(["duplicate_rows"])


bench_deal_form.ratio = 1.5


# ------------------------------------------------------------------- the client


known, first = {}, {}


def asked(leads, view, kind):
    """The specification of a view; the client works it out once, from the view it has got."""
    if view not in known:
        known[view] = specification(leads, arch_of(leads, view, kind))
    return known[view]


def opened(leads, view):
    """What the client asks of a form at first: our form leaves out what only later pages show."""
    if view not in first:
        found = asked(leads, view, "form")
        later = waiting(arch_of(leads, view, "form"))
        first[view] = {name: spec for name, spec in found.items() if name not in later}
    return first[view]


def arch_of(leads, view, kind):
    views = leads.get_views([[leads.env.ref(view).id, kind]])["views"]
    return etree.fromstring(views[kind]["arch"])


def waiting(arch):
    """The fields of pages to open (static/src/deal/deal_form_pages.js)."""
    if arch.get("js_class") != "flow_deal_form":
        return set()
    pages = arch.xpath("//notebook/page")[1:]
    inside = {name for page in pages for name in names(page)}
    for page in pages:
        page[:] = []
    words = set(re.findall(r"\w+", etree.tostring(arch, encoding="unicode")))
    return inside - words


def names(arch):
    return {x.get("name") for x in arch.iter("field") if not list(x.iterancestors("field"))}


def specification(model, arch):
    """What the web client asks of a view: its ``getFieldsSpec``."""
    found = {}
    for node in arch.iter("field"):
        if any(parent.tag == "field" for parent in node.iterancestors()):
            continue
        field = model._fields.get(node.get("name"))
        if field is None:
            continue
        found[field.name] = {}
        if field.type in RECORDS:
            found[field.name] = of_records(model, node, field)
    return found


def of_records(model, node, field):
    hidden = node.get("invisible") in ("1", "True")
    if field.type not in ("one2many", "many2many"):
        return {"fields": {} if hidden else {"display_name": {}}}
    if hidden:
        return {}
    comodel = model.env[field.comodel_name]
    inner = next((child for child in node if child.tag in ("list", "kanban")), None)
    if inner is None and node.get("widget"):
        names = ("display_name", "color") if "color" in comodel._fields else ("display_name",)
        return {"fields": {name: {} for name in names}}
    if inner is None:
        inner = etree.fromstring(comodel.get_view(view_type="list")["arch"])
    fields = {}
    for child in inner.iter("field"):
        column = comodel._fields.get(child.get("name"))
        if column is not None:
            many = column.type in RECORDS
            fields[column.name] = {"fields": {"display_name": {}}} if many else {}
    return {"fields": fields, "limit": 40}


# ------------------------------------------------------------------ the company


def as_user(env, login):
    """The deals as that person sees them; the first call fills the database, unmeasured."""
    user = env["res.users"].search([("login", "=", login)])
    if not user:
        fill(env)
        user = env["res.users"].search([("login", "=", login)])
    return env["crm.lead"].with_user(user)


def role(env, ours, plain):
    found = env.ref(f"crm_sales_flow.{ours}", raise_if_not_found=False)
    return found or env.ref(f"sales_team.{plain}")


def fill(env):
    team = role(env, "team_high_vacuum", "team_sales_department")
    manager = role(env, "group_manager", "group_sale_salesman")
    head = role(env, "group_head", "group_sale_salesman_all_leads")
    base = env.ref("base.group_user")
    roles = {MANAGER: manager, "pipeline_other": manager, HEAD: head}
    user, other, leader = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {"name": login, "login": login, "group_ids": [(6, 0, (base | group).ids)]}
                for login, group in roles.items()
            ]
        )
    )
    team.member_ids |= user | other
    team.user_id = leader
    stages = env["crm.stage"].search([("is_won", "=", False)], order="sequence")
    stages |= stages.create(
        [{"name": f"Stage {n}", "sequence": 60 + n} for n in range(STAGES - 1 - len(stages))]
    )
    stages.rotting_threshold_days = 14  # ours are shipped with one, and counting costs
    clients = env["res.partner"].create(
        [{"name": f"Bench client {n}", "is_company": True} for n in range(CLIENTS)]
    )
    values = {"type": "opportunity", "team_id": team.id, "partner_id": clients[0].id}
    deal = env["crm.lead"].create({**values, "name": "Bench", "user_id": other.id})
    copy(env, deal, stages, user, clients)
    values["partner_id"] = client_of_few(env, user).id
    env["crm.lead"].create({**values, "name": "Bench deal", "user_id": user.id})


def client_of_few(env, user):
    """The client of the opened deal has four others, as clients have; those made above, 100."""
    client = env["res.partner"].create({"name": "Bench client of few", "is_company": True})
    env.cr.execute(
        "UPDATE crm_lead SET partner_id = %s"
        " WHERE id IN (SELECT id FROM crm_lead WHERE user_id = %s LIMIT 4)",
        [client.id, user.id],
    )
    return client


def copy(env, deal, stages, user, clients):
    """50,000 deals on all stages, every tenth the manager's, without the work of the ORM."""
    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = 'crm_lead'"
        " AND column_name NOT IN ('id', 'stage_id', 'user_id', 'partner_id')"
    )
    names = ", ".join(f'"{name}"' for (name,) in env.cr.fetchall())
    env.cr.execute(
        f"""
        INSERT INTO crm_lead (stage_id, partner_id, user_id, {names})
        SELECT (%s)[1 + n %% %s], (%s)[1 + n %% %s],
               CASE WHEN n %% 10 = 0 THEN %s ELSE user_id END, {names}
          FROM crm_lead, generate_series(1, %s) AS n
         WHERE crm_lead.id = %s
        """,
        [stages.ids, len(stages), clients.ids, CLIENTS, user.id, DEALS, deal.id],
    )
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE crm_lead")  # as in a base that has been in use
    env.cr._cnx.autocommit = False
    env.invalidate_all()
