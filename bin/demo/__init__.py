"""The demo company: fictitious, every record under the module name `crm_sales_flow_demo`.

Each module listed here has a function `build(env)`; they run in this order, in one transaction
that is committed at the end. `LOGINS` is what bin/run prints: (login, role in Russian).
"""

import importlib

MODULES = ["company"]
LOGINS = [("admin", "Администратор")]


def build(env):
    for name in MODULES:
        importlib.import_module(f"demo.{name}").build(env)
