"""Everything that must be there before a database can be touched, in order."""

import shutil

from ground import databases, debian, odoo, odoo_source, paths, postgres, venv
from ground.say import Stop, tell

ROOM = 4 * 1024**3  # Odoo, packages and the first databases, measured 2.5 GB


def ensure(*, tools, need_browser):
    """Set up what is missing; with everything in place this takes a second."""
    make_state()
    with databases.lock():
        if not paths.CONFIG.exists():
            check_room()
            tell("First start: a few minutes of downloads and installation follow")
        debian.ensure(need_browser, postgres.foreign())
        if postgres.foreign():
            postgres.check_foreign()  # before minutes of downloads
        home = odoo_source.ensure()
        venv.ensure(tools)
        venv.link(home)
        postgres.ensure()
        odoo.configure(home)
    return home


def make_state():
    try:
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        # Others may pass through (the account postgres does) but not look around.
        paths.STATE.chmod(0o711)
    except PermissionError as error:
        raise Stop(
            f"{paths.STATE} cannot be written: run as the owner of this folder, or copy it to"
            " a place of your own."
        ) from error


def check_room():
    free = shutil.disk_usage(paths.ROOT).free
    if free < ROOM:
        raise Stop(
            f"The disk has {free / 1024**3:.1f} GB free, and the first start needs"
            f" {ROOM // 1024**3} GB: free some space and run this command again."
        )
