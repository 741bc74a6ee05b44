"""AB04: the company that bin/run shows is whole, and marked as test data to the last record."""

import pytest

from ground import databases, odoo, templates

LOG = "test-demo.log"


@pytest.fixture(scope="module")
def database():
    """A copy of template C, the database that bin/run starts from (as `demo_server` has it)."""
    name = databases.scratch("test_demo")
    templates.lend("c", name)
    yield name
    databases.drop(name, force=True)


def test_AB04_demo_company_keeps_what_it_promises(database):
    """Every stage, twelve whole chains, histories without gap, no letter left: `demo.check`."""
    odoo.script(database, "demo.check:verify", log=LOG)
