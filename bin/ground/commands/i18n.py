"""bin/i18n [ADDON...]: writes i18n/ADDON.pot and merges it into i18n/ru.po.

Translations are kept, obsolete entries go, and labels that Odoo's own mixins bring along are
filled from Odoo's Russian translation.
"""

import argparse
import subprocess

from ground import addons, databases, paths, postgres, setup, templates
from ground.proc import attempt
from ground.say import Stop, step


def main(arguments):
    parser = argparse.ArgumentParser(prog="bin/i18n", description=__doc__)
    parser.add_argument("addons", nargs="*", metavar="ADDON")
    chosen = parser.parse_args(arguments).addons or addons.names()
    unknown = sorted(set(chosen) - set(addons.names()))
    if unknown:
        raise Stop(f"There is no add-on {unknown[0]}: the add-ons are {', '.join(addons.names())}.")
    home = setup.ensure(tools=True, need_browser=False)
    database = databases.scratch("i18n")
    with databases.lock():
        databases.copy(templates.ensure("b"), database)
    try:
        status = 0
        for name in chosen:
            with step(f"Texts of {name}"):
                status = export(name, database, home) or status
        return status
    finally:
        databases.discard(database)


def export(name, database, home):
    target = paths.STATE / "tmp" / f"{name}.pot"
    target.parent.mkdir(exist_ok=True)
    command = [paths.ODOO, "i18n", "export", "-c", paths.CONFIG, "-d", database]
    command += ["-o", target, name, "-l", "pot"]
    attempt(f"Exporting the texts of {name}", command, log="i18n.log", env=postgres.env())
    merge = [
        paths.PYTHON,
        "-m",
        "ground.merge_po",
        target,
        paths.ROOT / name / "i18n",
        *home.addons,
    ]
    env = postgres.env(PYTHONPATH=str(paths.ROOT / "bin"))
    return subprocess.call([str(x) for x in merge], env=env, cwd=paths.ROOT)
