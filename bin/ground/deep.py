"""Odoo's own post_install tests with our add-ons installed: proof that we break nothing.

Tours of Odoo's race with their own pages on a loaded machine: what fails is tried once more, alone
and on a fresh database, and counts as failed when it fails again.
"""

import re

from ground import databases, odoo, paths, postgres, proc, templates
from ground.say import Progress, step, tell
from ground.server import free_port

MODULES = ("crm", "sale_crm", "sale_stock", "sale_mrp", "project", "utm")
FAILURE = re.compile(r"odoo\.addons\.(\w+)\.\S*: (?:FAIL|ERROR): (?:Subtest )?(\w+)\.(\w+)")
RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
# Tests that cannot hold with our add-ons, each with the reason.
EXCLUDED = [
    # Fails without them as well: wants links with this run's port, not with the installation's.
    "/project:TestProjectSharingPortalAccess.test_wizard_confirm",
]


def run_all():
    """Return (passed, failed)."""
    output = run_tests(tags(), "deep.log")
    passed, failed = tally(output)
    named = FAILURE.findall(output)
    if not failed or len(named) != failed:
        return passed, failed
    again = sorted({f"/{module}:{case}.{test}" for module, case, test in named})
    tell(f"Failed, tried once more alone: {', '.join(again)}")
    recovered, failed = tally(run_tests(",".join(again), "deep-again.log"))
    return passed + recovered, failed


def tags():
    """Only post_install: tests of a module alone fail on a database that holds more modules."""
    chosen = [f"post_install/{name}" for name in MODULES]
    return ",".join([*chosen, "-external", "-click_all", *(f"-{name}" for name in EXCLUDED)])


def run_tests(chosen, log):
    """:return: the log of Odoo's tests on a fresh copy of template E."""
    database = databases.scratch("deep")
    with databases.lock():
        databases.copy(templates.ensure("e"), database)
    command = [paths.ODOO, "-c", paths.CONFIG, "-d", database, "--stop-after-init"]
    command += ["--test-tags", chosen, "--http-port", str(free_port())]
    progress = Progress(every=20)

    def on_line(line):
        if ": Starting " in line:
            progress(line.split(": Starting ")[1].strip()[:90])

    try:
        return proc.run(command, log=log, on_line=on_line, env=postgres.env())
    except proc.Failed as failure:
        return failure.output
    finally:
        databases.discard(database)


def tally(output):
    """No result, or a result of nothing, is a failure: Odoo ends with 0 in both cases."""
    found = RESULT.search(output)
    failed = int(found[1]) + int(found[2]) if found else 1
    total = int(found[3]) if found else 0
    for line in odoo.complaints(output):
        if re.search(r"(FAIL|ERROR): ", line):
            tell(line[:200])
    return (total - failed, failed) if total else (0, max(failed, 1))


def run():
    with step(f"Odoo's own tests of {', '.join(MODULES)}"):
        passed, failed = run_all()
    print(f"{passed} passed, {failed} failed")
    return int(bool(failed))
