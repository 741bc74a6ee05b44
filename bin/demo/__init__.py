"""The demo company: fictitious, every record under the module name `crm_sales_flow_demo`.

Each module of `MODULES` has a function `build(world)`; they run in this order, in one transaction
that the caller commits. `LOGINS` is what bin/run prints: (login, role in Russian). The password
equals the login.
"""

import importlib

from demo.users import LOGINS

MODULES = ["company", "people", "clients", "products", "stock", "life", "telephony", "mailings"]
MODULES += ["marketing", "advertising", "leftovers", "check"]


def build(env):
    from demo.world import World

    # Thousands of small queries: compiling some of them takes longer than running them.
    env.cr.execute("SET jit = off")
    with World(env).running() as world:
        for name in MODULES:
            importlib.import_module(f"demo.{name}").build(world)
