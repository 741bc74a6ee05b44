"""PostgreSQL: PGHOST wins, otherwise a private cluster that nobody else can enter.

The private cluster listens on an abstract socket only (no path, so neither its length nor the
permissions of the folders above matter) and knows its users by the kernel (`peer` with a map).
The programs refuse to run as root, so root runs them as the account `postgres`, and keeps the
data under /var/lib where that account cannot enter the checkout.
"""

import contextlib
import getpass
import os
import shutil
import subprocess
import time
from pathlib import Path

from ground import debian, paths
from ground.proc import Failed, attempt, child_env, remedy, run
from ground.say import Stop, step

PORT = "5497"
SOCKET = f"@crm-flow-{paths.CLONE}"
POINTER = paths.STATE / "postgres-data"
OUTSIDE = Path("/var/lib") / f"crm-flow-{paths.CLONE}"
ROLE, ADMIN = "odoo", "pgadmin"
SEPARATOR = "\x1f"


def foreign():
    """Does the user name a server? (Children of ours find our own socket in PGHOST.)"""
    return os.environ.get("PGHOST", SOCKET) not in ("", SOCKET)


def settings():
    """Where the server is, as the environment variables that every client understands."""
    if foreign():
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        found = {n: os.environ[n] for n in names if n in os.environ}
        return {"PGPORT": "5432", "PGUSER": getpass.getuser(), **found}
    return {"PGHOST": SOCKET, "PGPORT": PORT, "PGUSER": ROLE}


def place():
    """The same for psycopg2; a password it takes from the environment."""
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
    return {names[key]: value for key, value in settings().items() if key in names}


def env(**extra):
    """Environment of a child that talks to the server; its programs come first on the path."""
    programs = debian.postgres_bin()
    path = f"{programs}:{os.environ['PATH']}" if programs else os.environ["PATH"]
    fixed = {"PATH": path, "PGCONNECT_TIMEOUT": "10", "PGTZ": "UTC"}
    return child_env(**{**settings(), **fixed, **extra})


def query(sql, database="postgres", user=None):
    """Rows of one statement, as lists of strings."""
    command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-F", SEPARATOR, "-d", database, "-c", sql]
    output = run(command, env=env(**({"PGUSER": user} if user else {})), cwd="/")
    return [line.split(SEPARATOR) for line in output.splitlines()]


def version():
    return int(query("SHOW server_version_num")[0][0])


def ensure():
    if foreign():
        check_foreign()
    elif not alive():
        start_private()


def check_foreign():
    """A server named by the user must answer, be new enough and let us create databases."""
    place = "PostgreSQL at PGHOST={PGHOST}, PGPORT={PGPORT}, PGUSER={PGUSER}".format(**settings())
    try:
        number = version()
        rights = query("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    except Failed as failure:
        reason = (failure.output.strip().splitlines() or ["no answer"])[-1].strip()
        raise Stop(
            f"{place} cannot be used ({reason}): start it, correct these variables (and"
            " PGPASSWORD), or unset PGHOST to use a private server."
        ) from failure
    if number < 130000:
        raise Stop(
            f"{place} is version {number // 10000}, and 13 or newer is needed: unset PGHOST."
        )
    if rights != [["t"]] or settings()["PGUSER"] == "postgres":
        raise Stop(
            f"{place}: Odoo needs a role other than postgres that may create databases; make one"
            " (CREATE ROLE name LOGIN CREATEDB) and name it in PGUSER, or unset PGHOST."
        )


def alive():
    try:
        return query("SELECT 1") == [["1"]]
    except (Failed, FileNotFoundError):
        return False


def as_owner(*command):
    """The command as the account that owns the cluster."""
    if os.geteuid():
        return list(command)
    drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    return [*drop, "env", "-i", f"PATH={os.environ['PATH']}", "LC_ALL=C.UTF-8", *command]


def folder():
    """Folder of the cluster: in .odoo, or under /var/lib where its account cannot enter."""
    inside = paths.STATE / "postgres"
    if os.geteuid():
        return inside
    try:
        run(as_owner("test", "-x", str(paths.STATE)), cwd="/")
    except Failed:
        return OUTSIDE
    return OUTSIDE if OUTSIDE.exists() and not inside.exists() else inside


def start_private():
    """Make the cluster if there is none, start it, and make our role."""
    home = folder()
    data = home / "data"
    if not (data / "PG_VERSION").exists():
        with step(f"Make a private PostgreSQL cluster in {home}"):
            initialise(home, data)
    POINTER.write_text(f"{home}\n")
    maps = "".join(f"ours {getpass.getuser()} {role}\n" for role in (ROLE, ADMIN))
    give(data / "pg_hba.conf", "local all all peer map=ours\n")
    give(data / "pg_ident.conf", maps)
    options = f"-c listen_addresses='' -c port={PORT} -c unix_socket_directories={SOCKET}"
    # Compiling a query of the access rules takes longer than running it.
    options += " -c max_connections=200 -c jit=off"
    command = [str(programs(data) / "pg_ctl"), "-D", str(data), "-l", str(home / "log"), "-w"]
    with step("Start PostgreSQL"):
        if not running(command):
            start(as_owner(*command, "-o", options, "start"), home)
        wait_until_ready(home)
        if not query(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'", user=ADMIN):
            query(f"CREATE ROLE {ROLE} LOGIN CREATEDB", user=ADMIN)


def running(command):
    """A kill may have come between the start of the server and the making of our role."""
    try:
        return bool(run(as_owner(*command, "status"), cwd="/"))
    except Failed:
        return False


def wait_until_ready(home, patience=120):
    """After a crash the server first repairs its files."""
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        with contextlib.suppress(Failed):
            query("SELECT 1", user=ADMIN)
            return
        time.sleep(0.5)
    raise Stop(f"PostgreSQL does not answer: read {home / 'log'}, or start anew with bin/reset.")


def start(command, home):
    """Start the server in its own session: it outlives the command and its Ctrl-C."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        start_new_session=True,
    )
    if done.returncode:
        log = home / "log"
        text = log.read_text()[-2000:] if log.exists() else ""
        known = remedy(done.stderr + text) or f"read {log}, or start anew with bin/reset"
        raise Stop(f"PostgreSQL does not start: {known}.")


def programs(data):
    """Programs of the version that made the cluster."""
    made_by = (data / "PG_VERSION").read_text().strip()
    folder = Path("/usr/lib/postgresql") / made_by / "bin"
    if folder.exists():
        return folder
    newest = debian.postgres_bin()
    if newest and run([newest / "postgres", "--version"]).split()[2].split(".")[0] == made_by:
        return newest
    raise Stop(
        f"The private cluster was made by PostgreSQL {made_by}, which is no longer installed:"
        f" install postgresql-{made_by}, or run bin/reset to start anew."
    )


def initialise(home, data):
    """Make the cluster under another name and rename it, so that half a cluster never counts."""
    fresh = home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.geteuid():
        shutil.chown(home, "postgres", "postgres")
    command = [str(debian.postgres_bin() / "initdb"), "-D", str(fresh), "-U", ADMIN]
    command += ["--auth=peer", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    attempt("Making the cluster", as_owner(*command), log="initdb.log", cwd="/")
    shutil.rmtree(data, ignore_errors=True)
    fresh.rename(data)


def give(path, text):
    """Write a file of the cluster, readable by its account."""
    path.write_text(text)
    if not os.geteuid():
        shutil.chown(path, "postgres", "postgres")


def stop_private():
    """Stop the cluster (bin/reset); an already stopped one is fine."""
    for home in {OUTSIDE, paths.STATE / "postgres"}:
        if (home / "data" / "postmaster.pid").exists():
            command = [str(programs(home / "data") / "pg_ctl"), "-D", str(home / "data")]
            try:
                run(as_owner(*command, "-m", "fast", "-w", "stop"), cwd="/")
            except Failed:
                continue
