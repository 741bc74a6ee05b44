"""bin/lint: format, rules, translations, sizes and the ladder of rooms; changes nothing."""

import argparse
import subprocess

from ground import databases, paths, setup, venv
from ground.proc import child_env


def main(arguments):
    argparse.ArgumentParser(prog="bin/lint", description=__doc__).parse_args(arguments)
    setup.make_state()
    with databases.lock():
        venv.ensure(tools=True)
    env = child_env(PYTHONPATH=str(paths.ROOT / "bin"))
    return subprocess.call([paths.PYTHON, "-m", "ground.lint"], env=env, cwd=paths.ROOT)
