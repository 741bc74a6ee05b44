"""Moves of deals by the Head: gates, history and tasks on top of what Odoo does itself."""

ratio = 1.2
queries_more = 40
SIZE = 500
NAME = "Moved deal"
PLAIN_TEAM = "sales_team.team_sales_department"


def prepare_move(env):
    return start(env, "needs")


def bench_move(env, deals):
    """Move 500 deals to a stage without automatic tasks"""
    deals.write({"stage_id": stage(env, "selection").id})


def prepare_move_with_task(env):
    return start(env, "attestation")


def bench_move_with_task(env, deals):
    """Move 500 deals to a stage with one task per deal"""
    deals.write({"stage_id": stage(env, "service").id})
    if not flow(env):
        schedule(env, deals)


def schedule(env, deals):
    """What our stage does by itself, done by Odoo's own means in one batch."""
    kind = env.ref("mail.mail_activity_data_call")
    model = env["ir.model"]._get_id("crm.lead")
    # One batch that sends no letter for each of them: ours sends none either.
    quick = env["mail.activity"].with_context(mail_activity_quick_update=True)
    quick.create(
        [
            {
                "res_model_id": model,
                "res_id": deal.id,
                "activity_type_id": kind.id,
                "summary": "Offer a service contract",
                "user_id": deal.user_id.id,
            }
            for deal in deals
        ]
    )


def flow(env):
    return "flow_step" in env["crm.stage"]._fields


def stage(env, step):
    """The stage of that step; plain Odoo has four stages, of which two serve."""
    if flow(env):
        return env["crm.stage"].search([("flow_step", "=", step)], limit=1)
    first, second = env["crm.stage"].search([("is_won", "=", False)], limit=2)
    return first if step in ("needs", "attestation") else second


def start(env, step):
    """The deals stand where the move begins, without tasks; set as an import sets them."""
    env = env(context={**env.context, "import_file": True, "tracking_disable": True})
    deals = env["crm.lead"].search([("name", "=like", f"{NAME} %")]) or make(env)
    deals.activity_ids.unlink()
    deals.write({"stage_id": stage(env, step).id})
    mover = person(env, "bench_head", "group_head", "group_sale_salesman_all_leads")
    if flow(env):
        deals.team_id.user_id = mover
    return deals.with_context(import_file=False, tracking_disable=False).with_user(mover)


def make(env):
    client = env["res.partner"].create({"name": "Bench client", "is_company": True})
    team = env.ref("crm_sales_flow.team_high_vacuum" if flow(env) else PLAIN_TEAM)
    values = {"type": "opportunity", "partner_id": client.id, "team_id": team.id}
    # Somebody else than the one who moves the deals: he is told of his tasks.
    seller = person(env, "bench_manager", "group_manager", "group_sale_salesman")
    values["user_id"] = seller.id
    if flow(env):
        team.member_ids |= seller
    if flow(env):
        contact = env["res.partner"].create({"name": "Bench person", "parent_id": client.id})
        source = env.ref("crm_sales_flow.utm_source_website")
        values |= {"contact_id": contact.id, "source_id": source.id}
        values["need_ids"] = [(0, 0, {"text": "Bench"})]
    return env["crm.lead"].create([{**values, "name": f"{NAME} {n}"} for n in range(SIZE)])


def person(env, login, ours, plain):
    """A user with that role of the process, or with the one of Odoo that comes next to it."""
    users = env["res.users"].with_context(no_reset_password=True)
    role = f"crm_sales_flow.{ours}" if flow(env) else f"sales_team.{plain}"
    groups = env.ref("base.group_user") | env.ref(role)
    return users.search([("login", "=", login)]) or users.create(
        {"name": login, "login": login, "group_ids": [(6, 0, groups.ids)]}
    )
