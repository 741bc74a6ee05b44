"""Running Odoo: configuration, installation with progress, scripts inside, the log gate."""

import re

from ground import addons, paths, postgres, venv
from ground.proc import attempt
from ground.say import Progress, Stop

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (WARNING|ERROR|CRITICAL) ")
TOLD = "PROGRESS "  # how a script says where it is
LOADING = re.compile(r"odoo\.modules\.loading: Loading module (\S+) \((\d+)/(\d+)\)")
# Lines that say nothing about our add-ons, each with the reason.
HARMLESS = [
    # gevent 26 and Odoo's bus: a deprecated spelling in Odoo's own file.
    re.compile(r"Queue\(0\) now equivalent to Queue\(None\)"),
    # Windows of one person that close at once tell Odoo's bus so at the same time.
    re.compile(r'UPDATE "mail_presence"|bus\.websocket: could not serialize access'),
]


def configure(home):
    """Write the configuration that every Odoo of ours starts from."""
    roots = [*home.addons, *([paths.ROOT] if addons.names() else [])]
    options = {
        "addons_path": ",".join(map(str, roots)),
        "data_dir": paths.DATA,
        "http_interface": "127.0.0.1",
        "list_db": "False",
    }
    names = {"PGHOST": "db_host", "PGPORT": "db_port", "PGUSER": "db_user"}
    known = postgres.settings()
    options.update({names[key]: known[key] for key in names if key in known})
    text = "".join(f"{key} = {value}\n" for key, value in options.items())
    paths.DATA.mkdir(parents=True, exist_ok=True)
    venv.write(paths.CONFIG, f"[options]\n{text}")


def complaints(text):
    """WARNING and worse in an Odoo log, except those known to be harmless."""
    found = (line for line in text.splitlines() if LINE.match(line))
    return [x for x in found if not any(pattern.search(x) for pattern in HARMLESS)]


def gate(what, output, log):
    """Nothing that complains is accepted, even when it ends with status 0."""
    bad = complaints(output)
    if bad:
        shown = "\n".join(f"  {line[:400]}" for line in bad[:10])
        where = (paths.LOGS / log).relative_to(paths.ROOT)
        raise Stop(
            f"{what}: the log has {len(bad)} WARNING or ERROR lines; repair their cause"
            f" (whole log: {where}).\n{shown}"
        )


def install(database, modules, *, log, update=False, language=None, gated=True):
    """Install (or update) modules, showing how many are loaded."""
    command = [paths.ODOO, "-c", paths.CONFIG, "-d", database, "--stop-after-init", "--no-http"]
    command += ["-u" if update else "-i", ",".join(modules)]
    if language:
        command.append(f"--load-language={language}")
    output = call(f"Installing {modules[0]}", command, log)
    if gated:
        gate(f"Installing {', '.join(modules)}", output, log)


def script(database, function, *, log, gated=True, env=None):
    """Call `function` ("module:name" of package inside) with an environment of the database."""
    helper = paths.ROOT / "bin" / "ground" / "inside"
    command = [paths.PYTHON, helper, paths.CONFIG, database, function]
    what = f"Script {function}"
    output = call(what, command, log, env)
    if gated:
        gate(what, output, log)
    return output


def call(what, command, log, env=None):
    progress = Progress()

    def on_line(line):
        found = LOADING.search(line)
        if found:
            progress(f"module {found[2]} of {found[3]}: {found[1]}")
        elif line.startswith(TOLD):
            progress(line.removeprefix(TOLD).strip())

    return attempt(what, command, log=log, on_line=on_line, env=postgres.env(**env or {}))
