"""Prints HTML to PDF by a Chromium that is found on the machine.

Real text, page numbers from the style sheet, small files. The page is a file of its own whose
policy forbids scripts; nothing is fetched from the network, the profile is temporary and goes
with it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
TIMEOUT = 60  # seconds; a form of several pages takes one or two
# Workers of Odoo limit their address space, and Chromium reserves more than it uses.
UNLIMITED = 'ulimit -S -v unlimited 2>/dev/null; exec "$@"'


class PrintError(Exception):
    """Chromium is there and did not print."""


def find_chromium():
    """Path of the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def print_pdf(html, binary=None, timeout=TIMEOUT):
    """:param str html: a whole page without references to anything outside it.

    :return: bytes of the PDF
    :raise PrintError: when the browser fails, hangs or writes no PDF.
    """
    binary = binary or find_chromium()
    if not binary:
        raise PrintError("Chromium is not found")
    with tempfile.TemporaryDirectory(prefix="form-", ignore_cleanup_errors=True) as folder:
        page, pdf = Path(folder, "form.html"), Path(folder, "form.pdf")
        page.write_text(html, encoding="utf-8")
        _run(_command(binary, folder, page, pdf), folder, timeout)
        content = pdf.read_bytes() if pdf.exists() else b""
    if not content.startswith(b"%PDF-"):
        raise PrintError("Chromium wrote no PDF")
    return content


def _command(binary, folder, page, pdf):
    options = [
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder}/profile",
        "--no-pdf-header-footer",
        f"--print-to-pdf={pdf}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium refuses to start as root with it
    return ["/bin/sh", "-c", UNLIMITED, "sh", binary, *options, page.as_uri()]


def _run(command, folder, timeout):
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder, "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    try:
        _out, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        raise PrintError(f"Chromium did not finish in {timeout} seconds") from error
    finally:
        # Its helpers are of the same group and do not outlive it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.returncode:
        tail = errors.decode(errors="replace").strip().splitlines()[-1:]
        raise PrintError(f"Chromium ended with {process.returncode}: {' '.join(tail)}")
