"""All checks, run by the virtual environment's Python: `python -m ground.lint`."""

import subprocess
import sys
import time

from ground import addons, paths
from ground.lint import choices, ladder, plain, translations
from ground.lint.rooms import ADDON

PER_TREE = [plain.long_files, plain.broken_xml, plain.broken_po]
PER_ADDON = [translations.untranslated, choices.long_selections, choices.long_dictionaries]
PER_ROOMS = [ladder.steps_up, ladder.impure_tools, ladder.manifest_order]


def main():
    root, failures = paths.ROOT, 0
    failures += tool("ruff format", ["ruff", "format", "--check", "--quiet", "--diff", "."])
    failures += tool("ruff", ["ruff", "check", "--quiet", "--output-format=concise", "."])
    if addons.names():
        failures += tool("pylint-odoo", ["pylint", "--rcfile=.pylintrc", *addons.names()])
    for check in PER_TREE:
        failures += own(check, [(root,)])
    for check in PER_ADDON:
        failures += own(check, [(addon, root) for addon in addons.folders()])
    for check in PER_ROOMS:
        failures += own(check, [(a, root) for a in addons.folders() if a.name == ADDON])
    print(f"{failures} problems" if failures else "No problems")
    return int(bool(failures))


def tool(name, command):
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-m", *command], cwd=paths.ROOT)
    report(name, "failed" if done.returncode else "ok", start)
    return int(bool(done.returncode))


def own(check, calls):
    start = time.monotonic()
    problems = [text for arguments in calls for text in check(*arguments)]
    for text in problems:
        print(text)
    report(check.__name__.replace("_", " "), f"{len(problems)} found" if problems else "ok", start)
    return len(problems)


def report(name, result, start):
    print(f"{name}: {result} ({time.monotonic() - start:.1f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
