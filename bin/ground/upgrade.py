"""A database of the last landed version, with its demo company, is brought up to the tree.

The version before is the tree whose manifest had another version number. Nothing that people had
entered may be gone or changed by the upgrade, except what a migration changes on purpose.
"""

import json
import shutil
import subprocess

from ground import addons, databases, odoo, paths, postgres, proc, templates
from ground.say import Stop, step

ADDON = "crm_sales_flow"
# Tables of the process: in these every value is compared.
OURS = ("crm_", "miko_", "mailchimp_")
# Tables whose rows the program writes anew at each upgrade.
REWRITTEN = ("ir_", "bus_", "res_groups", "base_", "rule_group_rel")
# Stored values that a migration changes on purpose: "table.column", each with the reason.
CHANGED = frozenset()


def run():
    old = paths.STATE / "tmp" / "landed"
    database = databases.scratch("upgrade")
    shutil.rmtree(old, ignore_errors=True)
    try:
        with step("Upgrade: a company of the last landed version"):
            take_out(landed(), old)
            with databases.lock():
                databases.copy(templates.ensure("a"), database)
            build(old, database)
        before = snapshot(database)
        with step("Upgrade: bring it up to this tree"):
            odoo.install(database, addons.names(), log="upgrade.log", update=True)
        lost = list(differences(before, snapshot(database)))
    finally:
        databases.discard(database)
        shutil.rmtree(old, ignore_errors=True)
    rows = sum(len(table) for table in before.values())
    print(f"upgrade: {rows} rows of {len(before)} tables compared, {len(lost)} differences")
    print("\n".join(lost[:20]))
    return int(bool(lost) or not rows)


def git(*arguments):
    try:
        return proc.run(["git", *arguments], cwd=paths.ROOT).strip()
    except proc.Failed as failure:
        raise Stop(f"git {arguments[0]} failed: the upgrade test needs the history.") from failure


def landed():
    """The commit before the one that gave the manifest its present version."""
    version = '"version"'
    changed = git("log", "-1", "--format=%H", f"-G{version}", "--", f"{ADDON}/__manifest__.py")
    if not changed:
        raise Stop("The history does not reach back to the last version: fetch all of it.")
    return f"{changed}^"


def take_out(commit, target):
    target.mkdir(parents=True)
    packed = subprocess.Popen(["git", "archive", commit], cwd=paths.ROOT, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", target], stdin=packed.stdout, check=True)
    if packed.wait():
        raise Stop(f"git cannot give {commit}: the upgrade test needs the history.")


def build(old, database):
    """Install and fill the old version by its own code, in an Odoo that sees only that."""
    settings = paths.CONFIG.read_text().replace(str(paths.ROOT), str(old))
    settings = settings.replace(f"{old}/.odoo", str(paths.STATE))
    (old / "odoo.conf").write_text(settings)
    names = ",".join(sorted(p.parent.name for p in old.glob("*/__manifest__.py")))
    install = [paths.ODOO, "-c", old / "odoo.conf", "-d", database, "--stop-after-init"]
    odoo.call("Installing the landed version", [*install, "--no-http", "-i", names], "landed.log")
    helper = [paths.PYTHON, old / "bin" / "ground" / "inside", old / "odoo.conf", database]
    odoo.call("Filling the landed version", [*helper, "demo:build"], "landed-demo.log")


def snapshot(database):
    """dict table -> dict row id -> the row, of all tables that hold what people entered."""
    tables = postgres.query(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND column_name = 'id' AND table_name IN (SELECT tablename FROM pg_tables)",
        database=database,
    )
    names = [row[0] for row in tables if not row[0].startswith(REWRITTEN)]
    return {name: rows_of(name, database) for name in sorted(names)}


def rows_of(table, database):
    query = f'SELECT id, to_jsonb(t) FROM "{table}" t'
    return {int(row[0]): json.loads(row[1]) for row in postgres.query(query, database=database)}


def differences(before, after):
    for table, rows in before.items():
        present = after.get(table, {})
        if gone := rows.keys() - present.keys():
            yield f"{table}: {len(gone)} rows are gone"
        if table.startswith(OURS):
            yield from changed_values(table, rows, present)


def changed_values(table, rows, present):
    """Of the tables of the process every value that both versions have is compared.

    Nothing written down and «no» are the same to Odoo.
    """
    for key in rows.keys() & present.keys():
        old, new = rows[key], present[key]
        for column in old.keys() & new.keys() - {"write_date", "write_uid"}:
            if (old[column] or False) != (
                new[column] or False
            ) and f"{table}.{column}" not in CHANGED:
                yield f"{table} {key}: {column} was {old[column]!r}, is {new[column]!r}"
