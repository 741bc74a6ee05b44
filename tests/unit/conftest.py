"""Plain Python of the add-ons is tested without Odoo and without a database.

``import crm_sales_flow`` would load its models, which only Odoo may do. An empty package of the
same name and path lets ``crm_sales_flow.tools.phone`` be imported by itself.
"""

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]

for found in (*ROOT.glob("*/__manifest__.py"), *ROOT.glob("*/client")):
    package = ModuleType(found.parent.name)
    package.__path__ = [str(found.parent)]
    sys.modules.setdefault(package.__name__, package)
