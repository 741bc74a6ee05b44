"""Running other programs: output goes to a log file, a failure becomes one sentence."""

import ctypes
import os
import re
import signal
import subprocess

from ground import paths
from ground.say import Stop

# What a foreign program prints -> what a person can do about it.
REMEDIES = [
    (
        r"No space left on device|ENOSPC|Errno 28\b|Disk quota exceeded",
        "the disk is full: free some gigabytes and run this command again",
    ),
    (
        r"[Tt]emporary failure (in name resolution|resolving)|Could not (connect|resolve)|"
        r"Network is unreachable|Failed to establish a new connection|Connection timed out|"
        r"NameResolutionError|ProxyError|Name or service not known|Cannot initiate the connection",
        "the network cannot be reached: check the connection (proxy, mirror) and run this"
        " command again; what is already downloaded is kept",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        "a certificate on the way is not trusted by this machine: add its authority"
        " (update-ca-certificates, PIP_CERT) and run this command again",
    ),
    (
        r"is not valid yet|is expired|invalid since",
        "the package mirror is out of date: use another mirror, or set ODOO_HOME",
    ),
    (
        r"Could not get lock|Unable to lock|Unable to acquire the dpkg",
        "another package manager is running: wait until it ends and run this command again",
    ),
    (
        r"Permission denied|Read-only file system",
        "files cannot be written: run as the owner of this folder, or remove .odoo and repeat",
    ),
]


class Failed(Exception):
    """A program ended with an error; `output` is what it printed."""

    def __init__(self, args, status, output):
        super().__init__(f"{args[0]} ended with status {status}")
        self.output = output
        self.status = status


def child_env(**extra):
    """Environment of children: ours, without what would redirect Odoo or Python elsewhere."""
    dropped = {"PGDATABASE", "PYTHONPATH", "PYTHONHOME", "ODOO_RC", "ODOO_HOME"}
    env = {k: v for k, v in os.environ.items() if k not in dropped}
    env.update({"LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}, **extra)
    return env


def die_with_parent():
    """In a child before its program starts: when we are killed, it ends too (Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 = PR_SET_PDEATHSIG


def run(args, *, log=None, on_line=None, env=None, cwd=None):
    """Run to the end and return what was printed; raise Failed when the status is not 0."""
    args = [str(a) for a in args]
    lines = []
    if log:
        paths.LOGS.mkdir(parents=True, exist_ok=True)
    sink = open(paths.LOGS / log, "w") if log else None
    process = subprocess.Popen(
        args,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=env or child_env(),
        cwd=cwd or paths.ROOT,
        preexec_fn=die_with_parent,
    )
    try:
        for line in process.stdout:
            lines.append(line)
            if sink:
                sink.write(line)
                sink.flush()
            if on_line:
                on_line(line)
        status = process.wait()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        if sink:
            sink.close()
    output = "".join(lines)
    if status:
        raise Failed(args, status, output)
    return output


def remedy(output):
    """The remedy for a known cause, or None."""
    return next((text for pattern, text in REMEDIES if re.search(pattern, output)), None)


def attempt(what, args, *, log, **options):
    """Like run(), but a failure ends the command with one sentence."""
    try:
        return run(args, log=log, **options)
    except Failed as failure:
        known = remedy(failure.output)
        if known:
            raise Stop(f"{what} failed: {known}.") from failure
        last = next((x for x in reversed(failure.output.splitlines()) if x.strip()), "no output")
        where = (paths.LOGS / log).relative_to(paths.ROOT)
        raise Stop(f"{what} failed ({last.strip()[:200]}): read {where}.") from failure
    except FileNotFoundError as error:
        raise Stop(f"{what} failed: the program {args[0]} is missing, install it.") from error
