"""bin/screenshots [NAME...]: takes the pictures of the guides anew, from the demo company.

docs/screenshots.py says which: it is the list to change when a guide needs another picture.
"""

import argparse
import subprocess

from ground import paths, postgres, setup
from ground.say import Stop, step
from ground.screens import table


def main(arguments):
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="files without .png; all if none")
    chosen = parser.parse_args(arguments).names
    unknown = sorted(set(chosen) - {shot["file"] for shot in table()})
    if unknown:
        raise Stop(f"There is no picture {unknown[0]}: docs/screenshots.py names those there are.")
    setup.ensure(tools=True, need_browser=True)
    env = postgres.env(PYTHONPATH=str(paths.ROOT / "bin"))
    with step("Pictures of the guides"):
        command = [str(paths.PYTHON), "-m", "ground.screens", *chosen]
        return subprocess.call(command, env=env, cwd=paths.ROOT)
