"""Runs the benches of a file inside Odoo; bin/bench starts this on copies of two templates."""

import importlib.util
import json
import os
import statistics
import time
from pathlib import Path

from ground import paths

ROUNDS = 3  # at least, and then as many as fit into so many seconds
ENOUGH = 2
SLOW = 20  # a round that takes so long is not repeated three times
NANO = 1e-9


def plain(env):
    """Plain Odoo: only what has a counterpart there."""
    run(env, lambda module: getattr(module, "limit", None) is None)


def ours(env):
    run(env, lambda module: True)


def run(env, applies):
    module = load(paths.ROOT / "tests" / "bench" / os.environ["CRM_FLOW_BENCH_FILE"])
    chosen = wanted(module) if applies(module) else ()
    for name, function in sorted(vars(module).items()):
        if name not in chosen:
            continue
        title = (function.__doc__ or name).strip().splitlines()[0]
        prepare = getattr(module, f"prepare_{name.removeprefix('bench_')}", None)
        if getattr(function, "figures", False):
            tell_figures(env, function)
        else:
            report(title, *measure(env, function, prepare), module, function)


def tell_figures(env, function):
    """What passes while others work is measured by the function itself, once: each figure that it
    yields is (what, figure, limit), seconds or, with ``unit``, something else."""
    unit = getattr(function, "unit", "s")
    for what, figure, most in function(env):
        row = {"name": what, "bench": function.__name__, "seconds": figure, "limit": most}
        print("BENCH " + json.dumps({**row, "unit": unit, "base": None}), flush=True)


def wanted(module):
    """Names of its benches that were asked for, and of those that these are measured by."""
    part = os.environ.get("CRM_FLOW_BENCH", "")
    names = {name for name in vars(module) if name.startswith("bench_") and part in name}
    return names | {base for name in names if (base := limit(module, name, "base"))}


def limit(module, name, kind):
    """The limit of a bench of its own wins over that of its file."""
    return getattr(getattr(module, name), kind, getattr(module, kind, None))


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(env, function, prepare=None):
    """Median seconds and queries of several rounds, each to the end of its commit.

    The first round warms up. What `prepare(env)` does and commits before each round is not
    measured; what it returns is the second argument of the function.
    """
    spent, asked = [], []
    env.cr.execute("SET max_parallel_workers_per_gather = 0")
    while len(spent) < 2 or sum(spent[1:]) < (SLOW if len(spent) <= ROUNDS else ENOUGH):
        prepared = (prepare(env),) if prepare else ()
        env.cr.commit()
        env.invalidate_all()
        start, count = work(env), env.cr.sql_log_count
        function(env, *prepared)
        env.cr.commit()
        asked.append(env.cr.sql_log_count - count)
        spent.append(work(env) - start)
    return statistics.median(spent[1:]), statistics.median(asked[1:])


def work(env):
    """Seconds of processor time that Odoo and the database have spent so far.

    Other work on the machine does not count in it. Where the database runs on another machine,
    its part cannot be seen, and time passes for all.
    """
    env.cr.execute(  # the vacuum that comes by is not our work
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = current_database() AND backend_type = 'client backend'"
    )
    backends = [pid for (pid,) in env.cr.fetchall()]
    env.cr.commit()
    if not is_local(env):
        return time.perf_counter()
    return time.process_time() + sum(map(of_process, backends))


def is_local(env):
    name = Path(f"/proc/{env.cr._cnx.info.backend_pid}/comm")
    return name.exists() and "postgres" in name.read_text()


def of_process(pid):
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) * NANO
    except OSError:
        return 0  # it ended meanwhile


def report(title, seconds, queries, module, function):
    limits = {
        kind: limit(module, function.__name__, kind)
        for kind in ("limit", "ratio", "queries_more", "base", "base_ratio")
    }
    names = {"name": title, "bench": function.__name__}
    row = {**names, "seconds": seconds, "queries": queries, **limits}
    print("BENCH " + json.dumps(row), flush=True)
