"""Debian packages: what the machine lacks is installed by name, in one call, as root only."""

import contextlib
import os
import shutil
from pathlib import Path

from ground.proc import Failed, attempt, run
from ground.say import Stop, step, tell

# What only browser tests (and printing PDF) need; the driver's own node asks for the library.
FOR_BROWSERS = {"chromium", "libatomic1"}
LIBATOMIC = "libatomic.so.1"
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
WAIT = ["-o", "DPkg::Lock::Timeout=600"]


def browser():
    """Path of the browser that Odoo's and our tests use, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def postgres_bin():
    """Folder with the newest PostgreSQL server programs, or None."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda p: float(p.parts[-3]), default=None)
    if newest:
        return newest.parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def missing(with_browser, foreign):
    """Names of the Debian packages this machine lacks; a foreign server needs a client only."""
    lacking = []
    if not Path("/etc/ssl/certs/ca-certificates.crt").exists():
        lacking.append("ca-certificates")
    if foreign:
        if not shutil.which("psql") and not postgres_bin():
            lacking.append("postgresql-client")
    elif not postgres_bin():
        lacking.append("postgresql")
    if with_browser and not browser():
        lacking.append("chromium")
    if with_browser and not any(Path("/usr/lib").glob(f"*/{LIBATOMIC}")):
        lacking.append("libatomic1")
    return lacking


def ensure(need_browser, foreign):
    """Install what is missing; without the right to, say what to install and stop."""
    lacking = missing(with_browser=True, foreign=foreign)
    if not need_browser and os.geteuid():
        if "chromium" in lacking:
            tell("Chromium is not installed: printing documents as PDF will not be offered")
        lacking = [name for name in lacking if name not in FOR_BROWSERS]
    if lacking:
        install(lacking)


def install(names):
    command = f"apt-get install --no-install-recommends {' '.join(names)}"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Stop(
            f"Missing on this machine: {', '.join(names)}."
            f' Ask an administrator to run "{command}", then run this command again.'
        )
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    with step(f"Install Debian packages: {', '.join(names)}"):
        update()
        attempt(
            f"Installing {', '.join(names)}",
            ["apt-get", *WAIT, "-qq", "-y", "--no-install-recommends", "install", *names],
            log="apt-install.log",
            env=env,
        )


def update():
    """Refresh the lists; a source that fails may have nothing to do with what we need."""
    with contextlib.suppress(Failed):
        run(["apt-get", *WAIT, "-qq", "update"], log="apt-update.log")


def release():
    """(id, codename) of the running system."""
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return "", ""
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    return tuple(values.get(key, "").strip('"') for key in ("ID", "VERSION_CODENAME"))
