"""bin/bench [-k NAME]: measures our add-ons against plain Odoo and writes docs/benchmarks.md.

With -k only the lines of the benches with NAME in their name are measured and written anew, or
those of the whole file bench_NAME.py.

Each tests/bench/bench_*.py has functions `bench_*(env)` that do one thing and leave it to the
runner to measure up to the end of the commit. They run on a copy of plain Odoo (template A) and on
a copy with our add-ons (template B), by turns; `ratio` in the file is the most that ours may take
of plain Odoo's time, and `queries_more` the most queries that it may send beside plain Odoo's. A
file with `limit` (seconds) instead has no counterpart in Odoo. A function with `base` (the name
of another bench of the file) and `base_ratio` may take so much of that one's time in the same
run: the same work in a small and in a large base. `prepare_NAME(env)` runs before each round of
`bench_NAME(env, what it returned)` and is not measured. A function with `figures` measures by
itself, once, what passes while other processes work: it yields lines of (what, figure, limit), in
seconds of the clock or in its `unit`.
"""

import argparse
import contextlib
import itertools
import json
import re

from ground import databases, odoo, paths, setup, templates
from ground.say import Stop, step, tell

FOLDER = paths.ROOT / "tests" / "bench"
REPORT = paths.ROOT / "docs" / "benchmarks.md"
MARK = "BENCH "
SIDES = {"a": "plain", "b": "ours"}  # of the templates
TURNS = 3
HEAD = "| What | Plain Odoo | With our add-ons | Ratio or limit | |\n|---|---|---|---|---|\n"


def main(arguments):
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure against plain Odoo.")
    parser.add_argument(
        "-k",
        metavar="NAME",
        default="",
        help="only benches with NAME in their name, or of bench_NAME.py",
    )
    wanted = parser.parse_args(arguments).k
    if not list(FOLDER.glob("bench_*.py")):
        raise Stop("There is no tests/bench/bench_*.py: write one first.")
    setup.ensure(tools=True, need_browser=False)
    rows = rows_of_all(wanted)
    if not rows:
        raise Stop(f"No bench has {wanted!r} in its name: see tests/bench.")
    for row in rows:
        tell("  ".join(str(x) for x in row))
    write(rows if not wanted else with_others(rows, REPORT.read_text()))
    slow = [row[0] for row in rows if row[-1] == "too slow"]
    return int(bool(slow))


def rows_of_all(wanted):
    """File by file, plain Odoo and ours by turns: a machine that grows slower meanwhile does not
    decide what one of them costs. Each file has databases of its own: what another one filled
    ours with, plain Odoo would not have."""
    found = [rows_of(path, part) for path, part in files_with(wanted)]
    return [row for rows in found for row in rows]


def files_with(wanted):
    """:return: [(file, what the names of its benches have)]: of a file that is named itself, all
    of them."""
    name = re.compile(rf"^def (?=bench_)\w*{re.escape(wanted)}", re.MULTILINE)
    files = sorted(FOLDER.glob("bench_*.py"))
    parts = {path: "" for path in files if path.stem == f"bench_{wanted}"}
    return [(p, parts.get(p, wanted)) for p in files if p in parts or name.search(p.read_text())]


@contextlib.contextmanager
def copy_of(letter):
    database = f"{databases.scratch('bench')}_{letter}"
    with databases.lock():
        databases.copy(templates.ensure(letter), database)
    try:
        yield database
    finally:
        databases.discard(database)


def has_counterpart(path):
    """A file with a `limit` of its own is measured by that: plain Odoo has nothing to compare."""
    return not re.search(r"^limit = ", path.read_text(), re.MULTILINE)


def rows_of(path, wanted):
    """What `compare` says of each bench of a file."""
    benched = {"CRM_FLOW_BENCH": wanted, "CRM_FLOW_BENCH_FILE": path.name}
    with step(f"Benches of {path.stem.removeprefix('bench_')}"):
        plain, ours = by_turns(benched) if has_counterpart(path) else ({}, measure("b", benched))
    benches = {found["bench"]: found for found in ours.values()}
    return [
        compare(name, plain.get(name), found, found["base"] and benches[found["base"]])
        for name, found in ours.items()
    ]


def by_turns(benched):
    """Both sides, TURNS times each and one after the other, and of each the best time: a machine
    that others slow down for some minutes is slow for one turn of one side only."""
    plain, ours = {}, {}
    for _turn in range(TURNS):
        keep_best(plain, measure("a", benched))
        keep_best(ours, measure("b", benched))
    return plain, ours


def keep_best(best, found):
    for name, row in found.items():
        if name not in best or row["seconds"] < best[name]["seconds"]:
            best[name] = row


def measure(letter, benched):
    """{name: {"seconds": s, "ratio": limit, "limit": limit}}"""
    side = SIDES[letter]
    log = f"{benched['CRM_FLOW_BENCH_FILE'].removesuffix('.py')}-{side}.log"
    with copy_of(letter) as copy:
        output = odoo.script(copy, f"ground.benches:{side}", log=log, gated=False, env=benched)
    found = [json.loads(x[len(MARK) :]) for x in output.splitlines() if x.startswith(MARK)]
    return {x.pop("name"): x for x in found}


def compare(name, plain, ours, base=None):
    """(what, plain Odoo, ours, ratio or limit, verdict)

    :param base: the row of the bench of ours that this one is measured by as well.
    """
    if ours["limit"]:
        unit = ours.get("unit", "s")
        bound, good = f"<= {ours['limit']} {unit}", ours["seconds"] <= ours["limit"]
        if base:
            growth = ours["seconds"] / base["seconds"]
            bound += f", {growth:.2f} of its base (<= {ours['base_ratio']})"
            good = good and growth <= ours["base_ratio"]
        return name, "-", shown(ours["seconds"], unit), bound, verdict(good)
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


def shown(seconds, unit="s"):
    if unit != "s":
        return f"{seconds:.0f} {unit}"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def verdict(good):
    return "ok" if good else "too slow"


def with_others(rows, report):
    """The rows of the last report, those that were measured anew in their places."""
    _before, _head, table = report.partition(HEAD)
    lines = itertools.takewhile(lambda line: line.startswith("| "), table.splitlines())
    told = [tuple(line.strip("| ").split(" | ")) for line in lines]
    fresh = {row[0]: row for row in rows}
    return [*(fresh.pop(row[0], row) for row in told), *fresh.values()]


def write(rows):
    REPORT.parent.mkdir(exist_ok=True)
    body = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    text = (
        "# Benchmarks\n\nWritten by `bin/bench`: the same work on plain Odoo and with our add-ons\n"
        "on one machine, both sides of a line in one run, measured to the end of the commit\n"
        "(median of three rounds or more; where plain Odoo is measured too, the best of three\n"
        "turns of each side). `bin/bench -k NAME` measures some lines anew. The\n"
        "times are processor time of Odoo and of its database together, so that other work on the\n"
        "machine does not decide; only what is told of calls that come in is by the clock.\n\n"
    )
    REPORT.write_text(text + HEAD + body)
