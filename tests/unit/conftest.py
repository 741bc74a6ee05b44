"""Plain Python of the add-ons is tested without Odoo and without a database.

``import crm_sales_flow`` would load its models, which only Odoo may do. An empty package of the
same name and path lets ``crm_sales_flow.tools.phone`` be imported by itself.
"""

import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]

for manifest in ROOT.glob("*/__manifest__.py"):
    package = ModuleType(manifest.parent.name)
    package.__path__ = [str(manifest.parent)]
    sys.modules.setdefault(package.__name__, package)


# ---------------------------------------------------- the stand-in for Mailchimp


@pytest.fixture
def service():
    from simulators.mailchimp.service import Service

    with Service() as service:
        service.add_audience()
        yield service


@pytest.fixture
def audience(service):
    from simulators.mailchimp.service import LIST

    return service.audience(LIST)


@pytest.fixture
def client(service):
    """It does not wait: how long it would have is in ``client.waited``."""
    from crm_mailchimp_sync.client.api import Mailchimp
    from crm_mailchimp_sync.client.transport import Server

    waited = []
    server = Server(service.key, service.url, timeout=(2, 1))
    client = Mailchimp(server, sleep=waited.append, rand=lambda: 1.0)
    client.waited = waited
    yield client
    client.close()
