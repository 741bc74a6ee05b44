"""bin/bench [-k NAME]: measures our add-ons against plain Odoo and writes docs/benchmarks.md.

Each tests/bench/bench_*.py has functions `bench_*(env)` that do one thing and leave it to the
runner to measure up to the end of the commit. They run on a copy of plain Odoo (template A) and on
a copy with our add-ons (template B); `ratio` in the file is the most that ours may take of
plain Odoo's time, and `queries_more` the most queries that it may send beside plain Odoo's. A file
with `limit` (seconds) instead has no counterpart in Odoo. A function with `base` (the name of
another bench of the file) and `base_ratio` may take so much of that one's time in the same run: the
same work in a small and in a large base. `prepare_NAME(env)` runs before each
round of `bench_NAME(env, what it returned)` and is not measured.
"""

import argparse
import json

from ground import databases, odoo, paths, setup, templates
from ground.say import Stop, step, tell

FOLDER = paths.ROOT / "tests" / "bench"
REPORT = paths.ROOT / "docs" / "benchmarks.md"
MARK = "BENCH "


def main(arguments):
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure against plain Odoo.")
    parser.add_argument(
        "-k", metavar="NAME", default="", help="only benches with NAME in their name"
    )
    wanted = parser.parse_args(arguments).k
    if not list(FOLDER.glob("bench_*.py")):
        raise Stop("There is no tests/bench/bench_*.py: write one first.")
    setup.ensure(tools=True, need_browser=False)
    plain, ours = measure("a", wanted), measure("b", wanted)
    benches = {found["bench"]: found for found in ours.values()}
    rows = [
        compare(name, plain.get(name), found, found["base"] and benches[found["base"]])
        for name, found in ours.items()
    ]
    if not rows:
        raise Stop(f"No bench has {wanted!r} in its name: see tests/bench.")
    for row in rows:
        tell("  ".join(str(x) for x in row))
    if not wanted:
        write(rows)
    slow = [row[0] for row in rows if row[-1] == "too slow"]
    return int(bool(slow))


def measure(letter, wanted):
    """{name: {"seconds": s, "ratio": limit, "limit": limit}} on a copy of a template."""
    database = databases.scratch("bench")
    with databases.lock():
        databases.copy(templates.ensure(letter), database)
    try:
        with step(f"Benches on {'plain Odoo' if letter == 'a' else 'our add-ons'}"):
            target = f"ground.benches:{'plain' if letter == 'a' else 'ours'}"
            env = {"CRM_FLOW_BENCH": wanted}
            output = odoo.script(database, target, log=f"bench-{letter}.log", gated=False, env=env)
    finally:
        databases.discard(database)
    found = [json.loads(x[len(MARK) :]) for x in output.splitlines() if x.startswith(MARK)]
    return {x.pop("name"): x for x in found}


def compare(name, plain, ours, base=None):
    """(what, plain Odoo, ours, ratio or limit, verdict)

    :param base: the row of the bench of ours that this one is measured by as well.
    """
    if ours["limit"]:
        good = ours["seconds"] <= ours["limit"]
        return name, "-", shown(ours["seconds"]), f"<= {ours['limit']} s", verdict(good)
    ratio = ours["seconds"] / plain["seconds"]
    bound, good = f"{ratio:.2f} (<= {ours['ratio']})", ratio <= ours["ratio"]
    if ours["queries_more"] is not None:
        more = ours["queries"] - plain["queries"]
        bound += f", {more:+.0f} queries (<= {ours['queries_more']})"
        good = good and more <= ours["queries_more"]
    if base:
        growth = ours["seconds"] / base["seconds"]
        bound += f", {growth:.2f} of the small base (<= {ours['base_ratio']})"
        good = good and growth <= ours["base_ratio"]
    return name, shown(plain["seconds"]), shown(ours["seconds"]), bound, verdict(good)


def shown(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def verdict(good):
    return "ok" if good else "too slow"


def write(rows):
    REPORT.parent.mkdir(exist_ok=True)
    head = "| What | Plain Odoo | With our add-ons | Ratio or limit | |\n|---|---|---|---|---|\n"
    body = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    text = (
        "# Benchmarks\n\nWritten by `bin/bench`: the same work on plain Odoo and with our add-ons\n"
        "in one run on one machine, measured to the end of the commit (median of three rounds or\n"
        "more). The times are processor time of Odoo and of its database together, so that other\n"
        "work on the machine does not decide.\n\n"
    )
    REPORT.write_text(text + head + body)
