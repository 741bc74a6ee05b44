"""Runs the benches inside Odoo; bin/bench starts this on copies of two templates."""

import importlib.util
import json
import os
import statistics
import time

from ground import paths

ROUNDS = 3


def plain(env):
    """Plain Odoo: only what has a counterpart there."""
    run(env, lambda module: getattr(module, "limit", None) is None)


def ours(env):
    run(env, lambda module: True)


def run(env, applies):
    for path in sorted((paths.ROOT / "tests" / "bench").glob("bench_*.py")):
        module = load(path)
        for name, function in sorted(vars(module).items()):
            title = (function.__doc__ or name).strip().splitlines()[0] if callable(function) else ""
            if name.startswith("bench_") and applies(module) and wanted(name):
                report(title, measure(env, function), module)


def wanted(name):
    return os.environ.get("CRM_FLOW_BENCH", "") in name


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(env, function):
    """Median seconds of several rounds, each to the end of its commit; the first warms up."""
    spent = []
    for _round in range(ROUNDS + 1):
        env.invalidate_all()
        start = time.perf_counter()
        function(env)
        env.cr.commit()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent[1:])


def report(title, seconds, module):
    row = {"name": title, "seconds": seconds, "limit": getattr(module, "limit", None)}
    print("BENCH " + json.dumps({**row, "ratio": getattr(module, "ratio", None)}), flush=True)
