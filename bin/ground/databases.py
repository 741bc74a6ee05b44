"""Our databases with their filestores; nothing whose name is not ours is ever dropped."""

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import time

from ground import paths, postgres
from ground.proc import Failed, remedy
from ground.say import Stop, tell

# On a server that others use as well, two clones must not meet.
PREFIX = f"crm_flow_{paths.CLONE[:6]}_" if postgres.foreign() else "crm_flow_"
DEMO = f"{PREFIX}demo"
STAMPS = paths.DATA / "stamps"


def ours(name):
    if not re.fullmatch(rf"{PREFIX}[a-z0-9_-]+", name):
        raise ValueError(f"{name} is not a database of this product")
    return name


@contextlib.contextmanager
def lock():
    """One command at a time changes databases; the kernel frees the lock of a dead one."""
    paths.STATE.mkdir(exist_ok=True)
    with open(paths.STATE / "lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another command is setting up; waiting for it ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def templates_stay(exclusive=False):
    """While one command copies a template (shared), none drops one (exclusive)."""
    with open(paths.STATE / "lock-templates", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield


def names(part=""):
    found = postgres.query(f"SELECT datname FROM pg_database WHERE datname ~ '^{PREFIX}{part}'")
    return {row[0] for row in found}


def statement(sql, patience=20):
    """Run a statement that needs a database without visitors; wait for late ones to leave."""
    limit = time.monotonic() + patience
    while True:
        try:
            return postgres.query(sql)
        except Failed as failure:
            if "being accessed by other users" in failure.output and time.monotonic() < limit:
                time.sleep(0.5)
                continue
            if "being accessed by other users" in failure.output:
                raise Stop(
                    "The database is in use: end the other command (bin/run or bin/shell in"
                    " another window) and repeat."
                ) from failure
            reason = remedy(failure.output) or failure.output.strip().splitlines()[0]
            raise Stop(f"PostgreSQL refuses ({reason}): repair that and repeat.") from failure


def create(name):
    """An empty database that sorts as Russian readers expect, where the server can (15+)."""
    icu = "LOCALE_PROVIDER icu ICU_LOCALE 'ru-RU' LOCALE 'C.UTF-8'"
    options = icu if postgres.version() >= 150000 else ""
    statement(f"CREATE DATABASE \"{ours(name)}\" TEMPLATE template0 ENCODING 'UTF8' {options}")
    postgres.query("CREATE EXTENSION IF NOT EXISTS pg_trgm", database=name)


def copy(source, target):
    """Copy a database and its files; `target` must not exist."""
    drop(target)
    statement(f'CREATE DATABASE "{ours(target)}" TEMPLATE "{ours(source)}"')
    if filestore(source).exists():
        # cp shares the blocks where the file system can; shutil would not.
        command = ["cp", "-a", "--reflink=auto", filestore(source), filestore(target)]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise Stop(f"Copying files failed: {remedy(done.stderr) or done.stderr.strip()}.")


def rename(source, target):
    """Give a finished database its name; what had the name before goes away."""
    drop(target)
    statement(f'ALTER DATABASE "{ours(source)}" RENAME TO "{ours(target)}"')
    if filestore(source).exists():
        filestore(source).rename(filestore(target))


def drop(name, force=False):
    """Drop a database and its files; `force` sends its visitors away."""
    stamp(name).unlink(missing_ok=True)
    statement(f'DROP DATABASE IF EXISTS "{ours(name)}"{" WITH (FORCE)" if force else ""}')
    shutil.rmtree(filestore(name), ignore_errors=True)


def discard(name):
    """Drop a copy without waiting: the server writes all its files out first, which takes a while.

    Should that be interrupted, the next command finds the orphan.
    """
    shutil.rmtree(filestore(name), ignore_errors=True)
    command = ["psql", "-Xq", "-d", "postgres", "-c", f'DROP DATABASE "{ours(name)}" WITH (FORCE)']
    # With a parent of its own: Odoo's tests end whatever child process they find.
    null = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    subprocess.run(["setsid", "--fork", *command], env=postgres.env(), cwd="/", **null)


def filestore(name):
    return paths.FILESTORE / name


def stamp(name):
    return STAMPS / ours(name)


def mark(name, text):
    """Say that a database is complete and what it was made from; also when it was last used."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    fresh = STAMPS / "new"
    fresh.write_text(text)
    fresh.replace(stamp(name))


def complete(name):
    """Was the database finished, and are both halves (rows and files) still there?"""
    return stamp(name).exists() and filestore(name).exists() and name in names()


def scratch(purpose):
    """Name of a database that lives as long as this process."""
    return f"{PREFIX}{purpose}_{os.getpid()}"


def drop_orphans():
    """Drop half-made databases and copies whose process is gone (held: the lock)."""
    for name in names("(tmp[a-z]|test|live|bench|i18n|deep|upgrade)_"):
        pid = re.match(rf"{PREFIX}[a-z0-9]+_(\d+)", name)
        if pid and not os.path.exists(f"/proc/{pid[1]}"):
            drop(name, force=True)
