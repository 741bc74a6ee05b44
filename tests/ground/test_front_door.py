"""The commands start on a machine that has Python and nothing else (AA10)."""

import subprocess
import sys

import pytest

from ground import paths
from ground.cli import COMMANDS

BARE = [sys.executable, "-I", "-S", "-c"]


def bare(code):
    """Run `code` without any installed package."""
    code = f"import sys; sys.path.insert(0, {str(paths.ROOT / 'bin')!r}); {code}"
    return subprocess.run([*BARE, code], capture_output=True, text=True)


@pytest.mark.parametrize("name", COMMANDS)
def test_AA10_command_needs_no_package_to_start(name):
    done = bare(f"import ground.commands.{name}")
    assert done.returncode == 0, done.stderr


def test_AA10_run_tells_the_logins_without_packages():
    done = bare("import demo; print(dict(demo.LOGINS)['manager'])")
    assert done.stdout.startswith("Менеджер"), done.stderr
