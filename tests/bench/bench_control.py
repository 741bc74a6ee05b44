"""The reports of control over 50,000 deals, 200,000 visits of stages, 100,000 requests and as many
tasks.

Each has to be there within 1.5 s. The funnel and the dashboards of every desk are measured over a
month, half a year and a year, so that their cost is seen to follow the rows of the period, and the
funnel against Odoo's own pivot of the same deals.
"""

import sys
from datetime import timedelta
from pathlib import Path

from odoo.fields import Domain

sys.path.append(str(Path(__file__).parent))

from control_company import DIRECTOR, HEAD, MANAGER, MARKETER, SORTER, TODAY, person

limit = 1.5


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


def bench_control_contacts(env):
    """First contacts of a year by manager and keyword: minutes, and the share within the hour"""
    person(env, "crm.contact.report", HEAD).formatted_read_grouping_sets(
        since("registered_at", 365),
        [[], ["user_id"], ["user_id", "state"], ["keyword"]],
        ["__count", "minutes:avg", "in_time_share:avg"],
    )


def bench_control_tasks(env):
    """Tasks of a year by person, result and keyword of their deals"""
    person(env, "crm.task.report", HEAD).formatted_read_grouping_sets(
        since("due_at", 365),
        [[], ["user_id"], ["user_id", "state"], ["keyword"]],
        ["__count", "late_hours:avg", "in_time_share:avg"],
    )


def bench_control_board(env):
    """The dashboard of the director: all its cards, of a year"""
    board(env, "director", DIRECTOR, 365)


def bench_control_board_half(env):
    """The dashboard of the director, of half a year"""
    board(env, "director", DIRECTOR, 182)


def bench_control_board_month(env):
    """The dashboard of the director, of a month"""
    board(env, "director", DIRECTOR, 30)


def bench_control_head(env):
    """The dashboard of the Head whose department has all the deals, of a year"""
    board(env, "head", HEAD, 365)


def bench_control_head_half(env):
    """The dashboard of the Head, of half a year"""
    board(env, "head", HEAD, 182)


def bench_control_head_month(env):
    """The dashboard of the Head, of a month"""
    board(env, "head", HEAD, 30)


def bench_control_manager(env):
    """The dashboard of a manager with 5,000 deals, of a year"""
    board(env, "manager", MANAGER, 365)


def bench_control_manager_half(env):
    """The dashboard of a manager, of half a year"""
    board(env, "manager", MANAGER, 182)


def bench_control_manager_month(env):
    """The dashboard of a manager, of a month"""
    board(env, "manager", MANAGER, 30)


def bench_control_marketer(env):
    """The dashboard of the marketer, of a year"""
    board(env, "marketer", MARKETER, 365)


def bench_control_marketer_half(env):
    """The dashboard of the marketer, of half a year"""
    board(env, "marketer", MARKETER, 182)


def bench_control_marketer_month(env):
    """The dashboard of the marketer, of a month"""
    board(env, "marketer", MARKETER, 30)


def bench_control_sorter(env):
    """The desk of the sorter: what waits, and how the sortings of the month were kept"""
    desk = person(env, "crm.request", SORTER).flow_desk()
    assert desk["total"] and desk["month"]["all"]


# The cost grows no faster than the rows: half a year has six times those of a month, a year twelve.
for desk in ("board", "head", "manager", "marketer"):
    for name, times in ((f"{desk}_half", 6), (desk, 12)):
        bench = globals()[f"bench_control_{name}"]
        bench.base, bench.base_ratio = f"bench_control_{desk}_month", times


def board(env, desk, login, days):
    period = [str(TODAY - timedelta(days=days)), str(TODAY)]
    found = person(env, "flow.dashboard", login).get_dashboard(desk, period, {})
    assert found["desk"] == desk and all(x["kind"] != "error" for x in found["blocks"])


def funnel(env, days):
    person(env, "flow.dashboard")._funnel(Domain(since("begun_at", days)))


def since(name, days):
    return [(name, ">=", str(TODAY - timedelta(days=days))), (name, "<=", str(TODAY))]
