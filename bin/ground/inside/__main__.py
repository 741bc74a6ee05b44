"""Runs one function inside Odoo: `python inside CONFIG DATABASE MODULE:FUNCTION`.

Started by the virtual environment's Python; commits once, when the function has returned.
"""

import importlib
import sys
from pathlib import Path

BIN = Path(__file__).resolve().parents[2]
sys.path[0] = str(BIN)

from odoo import api  # noqa: E402
from odoo.modules.registry import Registry  # noqa: E402
from odoo.service import server  # noqa: E402
from odoo.tools import config  # noqa: E402


def environment(cr):
    """Administrator with superuser rights: records get a real author, rules do not hinder."""
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    admin = env.ref("base.user_admin")
    context = {"lang": admin.lang, "tz": admin.tz or "Europe/Moscow"}
    return api.Environment(cr, admin.id, context, su=True)


def main(configuration, database, target):
    config.parse_config(["-c", configuration, "-d", database, "--no-http"], setup_logging=True)
    server.load_server_wide_modules()
    module, function = target.split(":")
    with Registry(database).cursor() as cr:
        getattr(importlib.import_module(module), function)(environment(cr))
        cr.commit()


main(*sys.argv[1:])
