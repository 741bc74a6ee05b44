"""Odoo 19 itself: ODOO_HOME wins, otherwise Debian's package unpacked under .odoo/server.

The package exists in Debian's unstable suite only, so private package lists are used (the
system's own sources stay untouched), while its fonts and scripts come from the system's own
suite: the newer font packages no longer hold the files that Odoo links to.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from ground import debian, paths
from ground.proc import attempt, run
from ground.say import Stop, step, tell

FROM_UNSTABLE = ["odoo-19", "fonts-montserrat"]
FROM_STABLE = [
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-roboto-unhinted",
    "fonts-ocr-b",
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
]
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
APT = paths.STATE / "apt"
PACKAGES = APT / "packages"
INSIDE = Path("usr/lib/python3/dist-packages")
ESCAPE = "set ODOO_HOME to an Odoo 19 source tree instead"


@dataclass(frozen=True)
class Odoo:
    home: Path
    addons: tuple
    version: str


def ensure():
    """Return the Odoo to use, fetching Debian's package when ODOO_HOME is not set."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return inspect(Path(home).expanduser().resolve())
    if not paths.SERVER.exists():
        if not PACKAGES.exists():
            with step("Download Odoo 19 (Debian's package, 130 MB)"):
                download()
        with step("Unpack Odoo (1.3 GB)"):
            unpack()
    try:
        return inspect(paths.SERVER / INSIDE)
    except Stop as damaged:
        raise Stop(f"{paths.SERVER} is damaged: call bin/reset, then this command.") from damaged


def inspect(home):
    """Check that `home` holds Odoo 19.0 with its standard modules."""
    wrong = f"ODOO_HOME={home} is not an Odoo 19.0 source tree"
    remedy = "name a folder that holds odoo/release.py of 19.0, or unset ODOO_HOME."
    try:
        text = (home / "odoo" / "release.py").read_text()
    except OSError as error:
        raise Stop(f"{wrong}: {remedy}") from error
    found = re.search(r"^version_info = \((\d+), (\d+)", text, re.M)
    if not found or found.groups() != ("19", "0"):
        raise Stop(f"{wrong} (it says {'.'.join(found.groups()) if found else '?'}): {remedy}")
    addons = tuple(p for p in (home / "odoo" / "addons", home / "addons") if p.is_dir())
    if not any((p / "crm" / "__manifest__.py").is_file() for p in addons):
        raise Stop(f"{wrong} (the module crm is not in it): {remedy}")
    return Odoo(home, addons, "19.0 " + package_version(home))


def package_version(home):
    """What tells one Odoo 19.0 from another: the package's version or the tree's place."""
    if paths.SERVER in home.parents:
        debs = [p.name for p in PACKAGES.glob("odoo-19_*.deb")] or ["odoo-19_unknown"]
        return debs[0].split("_")[1]
    return str(home)


def mirror():
    """Address of the machine's own Debian mirror, asked of apt and never written here."""
    system, codename = debian.release()
    if system != "debian" or not shutil.which("apt-get"):
        raise Stop(f"This system is not Debian, so Odoo cannot be fetched: {ESCAPE}.")
    query = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Identifier: Packages"]
    query += ["Component: main", f"Codename: {codename}"]
    found = run(query).split()
    if not found and not os.geteuid():
        debian.update()
        found = run(query).split()
    if not found:
        raise Stop(
            f'apt has no package lists: ask an administrator to run "apt-get update", or {ESCAPE}.'
        )
    return found[0]


def private_options(address):
    """Options with which apt reads the unstable suite for us alone."""
    for name in ("lists", "cache"):
        (APT / name).mkdir(parents=True, exist_ok=True)
    sources = APT / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {address} sid main\n")
    pairs = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": APT / "lists",
        "Dir::Cache": APT / "cache",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
    }
    return [x for key, value in pairs.items() for x in ("-o", f"{key}={value}")]


def download():
    """Fetch all packages into a new folder and rename it, so that half a download never counts."""
    private = private_options(mirror())
    fresh = APT / "packages.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    sandbox = ["-o", "APT::Sandbox::User=root"]
    update = ["apt-get", *private, "-qq", "update"]
    attempt("Reading Debian's unstable lists", update, log="odoo-lists.log")
    jobs = [("odoo-download.log", private, FROM_UNSTABLE), ("fonts.log", sandbox, FROM_STABLE)]
    for log, options, names in jobs:
        command = ["apt-get", *options, "-qq", "download", *names]
        attempt(f"Downloading {names[0]} ({ESCAPE} if it is gone)", command, log=log, cwd=fresh)
    fresh.rename(PACKAGES)


def unpack():
    """Unpack beside the final place, repair, check, rename."""
    fresh = paths.STATE / "server.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for deb in sorted(PACKAGES.glob("*.deb")):
        attempt(f"Unpacking {deb.name}", ["dpkg", "-x", deb, fresh], log="odoo-unpack.log")
    repair(fresh / INSIDE)
    dangling = [p for p in (fresh / "usr/lib").rglob("*") if p.is_symlink() and not p.exists()]
    if dangling:
        tell(f"  {len(dangling)} files of Odoo's package are missing, such as {dangling[0].name}")
    fresh.rename(paths.SERVER)


def repair(home):
    """Two flaws of the package: a removed script still asked for, and a psycopg2 by its name."""
    stub = home / "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.touch()
    for info in home.glob("odoo-19*.egg-info/PKG-INFO"):
        text = info.read_text()
        info.write_text(
            re.sub(
                r"^Requires-Dist: psycopg2(?=[>=<\s])",
                "Requires-Dist: psycopg2-binary",
                text,
                flags=re.M,
            )
        )
