"""bin/test [--deep] [-k NAME] [PATH...]: sets everything up and runs the tests."""

import argparse
import os
import subprocess

from ground import addons, databases, debian, deep, paths, postgres, setup, templates
from ground.say import Stop, tell

OPTIONS = ["-q", "-rfE", "--durations=5", "--durations-min=5", "-p", "ground.pytest_gate"]
OPTIONS += ["-p", "no:cacheprovider", "--odoo-log-level=info", "--odoo-http"]


def main(arguments):
    options, extra = parse(arguments)
    setup.ensure(tools=True, need_browser=True)
    if not debian.browser():
        raise Stop("Chromium is missing: ask an administrator to install the package chromium.")
    database = databases.scratch("test")
    with databases.lock():
        databases.drop_orphans()
        databases.copy(templates.ensure("b"), database)
    status = 1
    try:
        tell("Run the tests")
        status = run_pytest(database, options, extra)
        if options.deep and not status:
            status = deep.run()
    finally:
        databases.drop(database, force=True)
    return status


def parse(arguments):
    """Unknown options go to pytest as they are."""
    parser = argparse.ArgumentParser(prog="bin/test", description=__doc__)
    parser.add_argument("--deep", action="store_true", help="large counts and Odoo's own tests")
    parser.add_argument("-k", metavar="NAME", help="only tests whose name contains NAME")
    parser.add_argument("paths", nargs="*", metavar="PATH", help="only these files or folders")
    return parser.parse_known_args(arguments)


def run_pytest(database, options, extra):
    command = [paths.PYTHON, "-m", "pytest", *OPTIONS, "--odoo-config", configuration(database)]
    if options.k:
        command += ["-k", options.k]
    elif not options.paths:
        command += ["-n", "2", "--dist", "loadscope"]
    chosen = options.paths or [*addons.names(), "tests"]
    for path in chosen:
        if not (paths.ROOT / path.split("::")[0]).exists():
            raise Stop(f"There is no {path}: name a file or folder of this checkout.")
    command += [*extra, *chosen]
    return subprocess.call([str(x) for x in command], env=environment(options), cwd=paths.ROOT)


def environment(options):
    env = postgres.env(PYTHONPATH=str(paths.ROOT / "bin"), PYTHONDONTWRITEBYTECODE="1")
    if options.deep:
        env["CRM_FLOW_DEEP"] = "1"
    return env


def configuration(database):
    """The common configuration, with the database of this run."""
    text = paths.CONFIG.read_text() + f"db_name = {database}\n"
    target = paths.STATE / "tmp" / f"{database}.conf"
    target.parent.mkdir(exist_ok=True)
    for old in target.parent.glob("*.conf"):
        if not os.path.exists(f"/proc/{old.stem.rsplit('_', 1)[-1]}"):
            old.unlink(missing_ok=True)
    target.write_text(text)
    return target
