"""What the demo company promises, looked at in the finished database."""

from datetime import timedelta

from demo.records import MODULE, unnamed

CHAIN = {"order", "production", "picking", "invoice", "payment", "act", "contract"}
CHAIN |= {"acceptance", "upd"}
CHAINS = 12
# Of these a finished database has no record that is not the demo's.
OURS = ("crm.lead", "crm.request", "sale.order", "stock.picking", "account.move", "stock.lot")


def build(world):
    found = [*faults(world.env, world.before), *dues(world.env)]
    if found:
        raise AssertionError("The demo company is not as it should be:\n- " + "\n- ".join(found))


def faults(env, before):
    """Sentences, one for each thing that is not as it should be; none is what we want."""
    env.invalidate_all()
    deals = env["crm.lead"].with_context(active_test=False).search([("flow_enabled", "=", True)])
    tests = (
        every_stage(env, deals),
        full_chains(deals),
        every_request(env),
        histories(env, deals),
        money(env, deals),
        mails(env),
        names(env, before),
        variety(env, deals),
        control(env),
    )
    return [text for test in tests for text in test]


def control(env):
    """Each card of the director and of the marketer has figures, of half a year."""
    today = env.cr.now().date()
    period = [str(today - timedelta(days=180)), str(today)]
    for login in ("director", "marketer"):
        user = env.ref(f"{MODULE}.user_{login}")
        board = env["flow.dashboard"].with_user(user).get_dashboard(login, period, {})
        yield from silent_cards(board["blocks"], login)


def silent_cards(blocks, login):
    for block in blocks:
        if not any(figure["value"] for figure in block["figures"]):
            yield f"the card {block['name']} of the {login} says nothing"


def every_stage(env, deals):
    opened = deals.filtered(lambda lead: lead.type == "opportunity" and lead.active)
    for stage in env["crm.stage"]._flow_stages():
        if stage not in opened.stage_id:
            yield f"no deal at stage {stage.name}"
    for team in env["crm.team"].search([("is_department", "=", True)]):
        if len(opened.filtered(lambda lead, team=team: lead.team_id == team)) < 8:
            yield f"few deals in {team.name}"


def full_chains(deals):
    won = deals.filtered(lambda lead: lead.won_status == "won" and lead.service_outcome)
    full = [lead for lead in won if set(lead.document_ids.type_id.mapped("code")) >= CHAIN]
    if len(full) < CHAINS:
        yield f"{len(full)} deals with the whole chain of documents, {CHAINS} wanted"
    for lead in full:
        if lead.attestation_state == "waiting" or not lead.equipment_ids:
            yield f"{lead.name}: no certificate or no serial number"
        if lead.partner_id.commercial_partner_id.client_status != "client":
            yield f"{lead.name}: won, and no client"


def every_request(env):
    states = dict(env["crm.request"]._fields["state"].selection)
    counts = dict(env["crm.request"]._read_group([], ["state"], ["__count"]))
    for state in states:
        if not counts.get(state):
            yield f"no request in state {state}"
    channels = env["crm.request"].search([]).mapped("channel")
    for channel in dict(env["crm.request"]._fields["channel"].selection):
        if channel not in channels and channel != "manual":
            yield f"no request by channel {channel}"


def histories(env, deals):
    """Visits of stages follow each other without gap, none of them in the future."""
    now = env.cr.now() + timedelta(minutes=5)
    for deal in deals.filtered(lambda lead: lead.type == "opportunity"):
        visits = deal.history_ids.sorted(lambda visit: (visit.entered_at, visit.id))
        if not visits:
            yield f"{deal.name}: no history"
            continue
        for earlier, later in zip(visits, visits[1:], strict=False):
            if earlier.left_at != later.entered_at:
                yield f"{deal.name}: {earlier.stage_id.name} does not end when the next begins"
        if visits[-1].left_at or visits[-1].stage_id != deal.stage_id:
            yield f"{deal.name}: its last visit is not the present stage"
        if visits[-1].entered_at > now or visits[0].entered_at < deal.create_date:
            yield f"{deal.name}: history out of its life"


def money(env, deals):
    moves = env["account.move"].search([("state", "=", "posted")])
    for move in moves:
        if abs(sum(move.line_ids.mapped("balance"))) > 0.005:
            yield f"{move.name} is not balanced"
    for state in ("none", "partial", "paid"):
        ordered = deals.filtered(lambda lead, state=state: lead.amount_ordered > 0)
        if state not in ordered.mapped("payment_state"):
            yield f"no ordered deal with payment {state}"


def mails(env):
    if env["mail.mail"].search_count([]):
        yield "letters wait to be sent or have failed"
    if env["mail.notification"].search_count(
        [("notification_status", "in", ("exception", "bounce"))]
    ):
        yield "a letter is marked as failed"


def names(env, before):
    for model, ids in unnamed(env, before):
        if ids:
            yield f"{len(ids)} records of {model} have no external id"
    if not env["ir.model.data"].search_count([("module", "=", MODULE)]):
        yield "nothing is marked as test data"


def variety(env, deals):
    if len(deals.filtered(lambda lead: lead.won_status == "lost").lost_reason_id) < 3:
        yield "lost deals have too few reasons"
    supply = set(deals.mapped("supply_state"))
    for state in {"missing", "partial", "ready"} - supply:
        yield f"no deal with supply {state}"
    if env["crm.stage.override"].search_count([("consumed_at", "!=", False)]) < 2:
        yield "no exceptions"


def dues(env):
    tasks = env["mail.activity"].search([("res_model", "=", "crm.lead")])
    for state in {"overdue", "today", "planned"} - set(tasks.mapped("state")):
        yield f"no task that is {state}"


def verify(env):
    """The same for a database that was finished some days ago; run by the tests."""
    found = faults(env, dict.fromkeys(OURS, 0))
    if found:
        raise AssertionError("\n".join(found))
