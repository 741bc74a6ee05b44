"""Odoo runs only those tests of an add-on that its package imports; pytest runs every file."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/tests/__init__.py"))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.parent.name)
def test_every_file_of_tests_is_imported(package):
    imported = (package / "__init__.py").read_text()
    files = {path.stem for path in package.glob("test_*.py")}
    assert not {name for name in files if name not in imported}
