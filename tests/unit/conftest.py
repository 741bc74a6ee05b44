"""Plain Python of the add-ons is tested without Odoo and without a database.

``import crm_sales_flow`` would load its models, which only Odoo may do. An empty package of the
same name and path lets ``crm_sales_flow.tools.phone`` be imported by itself.
"""

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]

for manifest in ROOT.glob("*/__manifest__.py"):
    package = ModuleType(manifest.parent.name)
    package.__path__ = [str(manifest.parent)]
    sys.modules.setdefault(package.__name__, package)
