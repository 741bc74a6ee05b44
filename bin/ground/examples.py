"""How many examples property tests try: few at every commit, many in `bin/test --deep`."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from ground import paths

SMALL, LARGE = 25, 1000


def register():
    """Small counts are the same every time, large ones are random and remember failures."""
    # No deadline: a database is behind many examples.
    common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    memory = DirectoryBasedExampleDatabase(paths.STATE / "hypothesis")
    settings.register_profile("small", max_examples=SMALL, derandomize=True, **common)
    settings.register_profile("deep", max_examples=LARGE, database=memory, **common)
    settings.load_profile("deep" if os.environ.get("CRM_FLOW_DEEP") else "small")
