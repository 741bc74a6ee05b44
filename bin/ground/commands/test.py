"""bin/test [--deep] [-k NAME] [PATH...]: sets everything up and runs the tests."""

import argparse
import os
import subprocess

from ground import addons, databases, debian, deep, paths, postgres, setup, templates, upgrade
from ground.say import Stop, tell

OPTIONS = ["-q", "-rfE", "--durations=5", "--durations-min=5", "-p", "ground.pytest_gate"]
OPTIONS += ["-p", "no:cacheprovider"]


def main(arguments):
    options, extra = parse(arguments)
    setup.ensure(tools=True, need_browser=True)
    if not debian.browser():
        raise Stop("Chromium is missing: ask an administrator to install the package chromium.")
    chosen = choose(options.paths)
    if not options.deep and chosen and all(is_plain(path) for path in chosen):
        return run_pytest(["-p", "no:odoo"], options, extra, chosen)
    database = databases.scratch("test")
    with databases.lock():
        databases.drop_orphans()
        databases.copy(templates.pin("b"), database)
        if not options.k and needs_demo(chosen):
            templates.pin("c")
    status = 1
    try:
        tell("Run the tests")
        with_odoo = ["--odoo-log-level=info", "--odoo-http"]
        with_odoo += ["--odoo-config", configuration(database)]
        status = run_pytest(with_odoo, options, extra, chosen)
        if options.deep and not status:
            status = max(deep.run(), upgrade.run())
    finally:
        databases.discard(database)
    return status


def parse(arguments):
    """Unknown options go to pytest as they are."""
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument(
        "--deep", action="store_true", help="large counts, Odoo's own tests, upgrade"
    )
    parser.add_argument("-k", metavar="NAME", help="only tests whose name contains NAME")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="only these files or folders")
    return parser.parse_known_args(arguments)


def choose(named):
    chosen = named or [*addons.names(), "tests"]
    for path in chosen:
        if not (paths.ROOT / path.split("::")[0]).exists():
            raise Stop(f"There is no {path}: name a file or folder of this checkout.")
    return chosen


def is_plain(path):
    """Tests that need neither Odoo nor a database."""
    return (paths.ROOT / path.split("::")[0]).is_relative_to(paths.ROOT / "tests" / "unit")


def needs_demo(chosen):
    """Do the chosen tests ask for the demo company? Made beforehand, its steps are visible."""
    for path in chosen:
        place = paths.ROOT / path.split("::")[0]
        files = place.rglob("test_*.py") if place.is_dir() else [place]
        if any("demo_server" in f.read_text(encoding="utf-8") for f in files):
            return True
    return False


def run_pytest(with_odoo, options, extra, chosen):
    """The whole suite is shared by two processes; what judges a time then runs by itself."""
    if options.k:
        return pytest(options, [*with_odoo, "-k", options.k, *extra, *chosen])
    if options.paths:
        return pytest(options, [*with_odoo, *extra, *chosen])
    together = ["-n", "2", "--dist", "loadscope", "-m", "not alone"]
    status = pytest(options, [*with_odoo, *together, *extra, *chosen])
    return max(status, pytest(options, [*with_odoo, "-m", "alone", *extra, "tests"]))


def pytest(options, arguments):
    command = [paths.PYTHON, "-m", "pytest", *OPTIONS, *arguments]
    return subprocess.call([str(x) for x in command], env=environment(options), cwd=paths.ROOT)


def environment(options):
    env = postgres.env(PYTHONPATH=str(paths.ROOT / "bin"), PYTHONDONTWRITEBYTECODE="1")
    if options.deep:
        env["CRM_FLOW_DEEP"] = "1"
    return env


def configuration(database):
    """The common configuration with the database of this run, and without the limit of memory:
    Odoo would pass it on to the browsers that tests start, which end at once under it.
    """
    text = paths.CONFIG.read_text() + f"db_name = {database}\nlimit_memory_hard = 0\n"
    target = paths.STATE / "tmp" / f"{database}.conf"
    target.parent.mkdir(exist_ok=True)
    for old in target.parent.glob("*.conf"):
        if not os.path.exists(f"/proc/{old.stem.rsplit('_', 1)[-1]}"):
            old.unlink(missing_ok=True)
    target.write_text(text)
    return target
