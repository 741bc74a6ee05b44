"""bin/reset [--yes]: removes all state: databases, Odoo, packages, screenshots, logs."""

import argparse
import shutil
import sys

from ground import databases, paths, postgres
from ground.proc import Failed
from ground.say import Stop, step


def main(arguments):
    parser = argparse.ArgumentParser(prog="bin/reset", description=__doc__)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    if not parser.parse_args(arguments).yes:
        confirm()
    refuse_while_used()
    if postgres.foreign():
        drop_foreign()
    with step("Stop PostgreSQL and remove all state"):
        postgres.stop_private()
        for folder in (postgres.OUTSIDE, paths.STATE):
            if folder.exists():
                shutil.rmtree(folder)


def confirm():
    places = [str(p) for p in (paths.STATE, postgres.OUTSIDE) if p.exists()]
    if not places:
        return
    print(f"This removes {' and '.join(places)}, the demo database with your changes included.")
    if not sys.stdin.isatty() or input("Type yes to go on: ").strip().lower() not in ("yes", "да"):
        raise Stop("Nothing was removed: answer yes, or call bin/reset --yes.")


def refuse_while_used():
    """A running product would lose its database under its hands."""
    if not postgres.alive():
        return
    sql = f"SELECT 1 FROM pg_stat_activity WHERE datname ~ '^{databases.PREFIX}'"
    if postgres.query(sql):
        raise Stop("The product is running: end bin/run (or bin/test) first, then repeat.")


def drop_foreign():
    try:
        for name in databases.names():
            databases.drop(name, force=True)
    except Failed as failure:
        raise Stop("The server in PGHOST does not answer: start it, or unset PGHOST.") from failure
