"""The virtual environment: pinned packages, and Odoo importable through a .pth file."""

import hashlib
import shutil
import sys

from ground import paths
from ground.proc import attempt
from ground.say import Progress, step

RUNTIME = paths.ROOT / "requirements.txt"
TOOLS = paths.ROOT / "tests" / "requirements.txt"
STAMP = paths.VENV / "complete"


def ensure(tools=False):
    """Make or refresh the environment; a stamp with the pins' hash tells that it is complete."""
    files = [RUNTIME, TOOLS] if tools or has_tools() else [RUNTIME]
    wanted = f"{sys.version.split()[0]} {pins(files)} {'tools' if TOOLS in files else 'runtime'}"
    have = STAMP.read_text() if STAMP.exists() else ""
    if have == wanted:
        return
    if have.split(" ")[0] != wanted.split(" ")[0]:
        create()
    STAMP.unlink(missing_ok=True)
    with step("Install Python packages"):
        install(files)
    STAMP.write_text(wanted)


def has_tools():
    return STAMP.exists() and STAMP.read_text().endswith("tools")


def pins(files):
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]


def create():
    with step(f"Make a virtual environment with Python {sys.version.split()[0]}"):
        shutil.rmtree(paths.VENV, ignore_errors=True)
        command = [sys.executable, "-m", "venv", paths.VENV]
        attempt("Making the virtual environment", command, log="venv.log")
        pip(["wheel"], "pip-wheel.log")


def install(files):
    progress = Progress()

    def on_line(line):
        if line.startswith(("Collecting", "Downloading", "Installing", "Building")):
            progress(line.strip()[:90])

    pip([x for f in files for x in ("-r", f)], "pip.log", on_line)


def pip(arguments, log, on_line=None):
    command = [paths.PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    attempt("Installing Python packages", [*command, *arguments], log=log, on_line=on_line)


def link(odoo):
    """Make `odoo` importable and give it a script (`python -m odoo` breaks prefork servers)."""
    site = next(paths.VENV.glob("lib/python3.*/site-packages"))
    write(site / "odoo.pth", f"{odoo.home}\n")
    script = f"#!{paths.PYTHON}\nimport odoo.cli\n\nodoo.cli.main()\n"
    if write(paths.ODOO, script):
        paths.ODOO.chmod(0o755)


def write(path, text):
    """Write only what changed, through a temporary name: other commands may be reading it."""
    if path.exists() and path.read_text() == text:
        return False
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text)
    fresh.replace(path)
    return True
