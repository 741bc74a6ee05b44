"""Deals of an ordinary team: where our process does not apply, Odoo stays as quick as it was."""

ratio = 1.5


def bench_create(env):
    """Create 200 deals of a team outside the process"""
    make(env)


def bench_move(env):
    """Create 200 deals of a team outside the process and move them to the next stage"""
    deals = make(env)
    stages = env["crm.stage"].search([("is_won", "=", False)], limit=2)
    deals.write({"stage_id": stages[-1].id})


def make(env):
    team = env["crm.team"].search([("name", "=", "Bench")], limit=1)
    team = team or env["crm.team"].create({"name": "Bench"})
    values = {"type": "opportunity", "team_id": team.id}
    return env["crm.lead"].create([{**values, "name": f"Deal {n}"} for n in range(200)])
