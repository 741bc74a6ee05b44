"""bin/shell [DATABASE]: Odoo's shell, on the demo database unless another is named."""

import argparse
import subprocess

from ground import databases, paths, postgres, setup
from ground.say import Stop


def main(arguments):
    parser = argparse.ArgumentParser(prog="bin/shell", description=__doc__)
    parser.add_argument("database", nargs="?", default=databases.DEMO)
    database = parser.parse_args(arguments).database
    setup.ensure(tools=False, need_browser=False)
    if database not in databases.names():
        known = ", ".join(sorted(databases.names())) or "none"
        raise Stop(f"There is no database {database} (there are: {known}): start bin/run first.")
    command = [paths.ODOO, "shell", "-c", paths.CONFIG, "-d", database, "--no-http"]
    return subprocess.call(command, env=postgres.env(), cwd=paths.ROOT)
