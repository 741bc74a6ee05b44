"""The gate of bin/test is alive: what complains or is skipped fails the run."""

import os
import subprocess
import sys

import pytest

from ground import paths

HEAD = "import logging, unittest\nlog = logging.getLogger('odoo.addons.sample')\n"
SAMPLES = {
    "clean": ("def test(): log.info('fine')", 0),
    "warning": ("def test(): log.warning('bad')", 1),
    "error_in_setup": ("def setup_module(): log.error('bad')\ndef test(): pass", 1),
    "other_logger": ("def test(): logging.getLogger('asyncio').warning('not ours')", 0),
    "expected": (
        "class T(unittest.TestCase):\n"
        "    def test(self):\n"
        "        with self.assertLogs('odoo.addons.sample', 'WARNING'): log.warning('x')",
        0,
    ),
    "outside": ("log.warning('while importing')\ndef test(): pass", 1),
    "skipped": ("import pytest\ndef test(): pytest.skip('later')", 1),
    "skipped_class": (
        "@unittest.skip('later')\nclass T(unittest.TestCase):\n def test(self): 0",
        1,
    ),
    "skipped_module": ("import pytest\npytest.skip('later', allow_module_level=True)", 2),
    "nothing": ("x = 1", 5),
    "no_garbage_is_collected": (
        "import sys, types\n"
        "class Case:\n"
        "    @classmethod\n"
        "    def _gc_filestore(cls): raise RuntimeError('files of the other worker are gone')\n"
        "sys.modules['odoo.tests.common'] = types.SimpleNamespace(TransactionCase=Case)\n"
        "def test(): Case._gc_filestore()",
        0,
    ),
}


def gated(folder, *options):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "ground.pytest_gate", "-p", "no:odoo"]
    env = {**os.environ, "PYTHONPATH": str(paths.ROOT / "bin")}
    command += ["-c", os.devnull, f"--rootdir={folder}", *options, str(folder)]
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("name", SAMPLES)
def test_gate(name, tmp_path):
    body, status = SAMPLES[name]
    (tmp_path / "test_sample.py").write_text(HEAD + body)
    done = gated(tmp_path)
    assert done.returncode == status, done.stdout + done.stderr
    assert status != 1 or "1 failed" in done.stdout or "1 error" in done.stdout, done.stdout


def test_gate_in_parallel(tmp_path):
    """The workers of xdist hand their lines over."""
    (tmp_path / "test_sample.py").write_text(HEAD + "log.error('loading')\ndef test(): pass")
    done = gated(tmp_path, "-n", "1")
    assert done.returncode == 1 and "loading" in done.stdout, done.stdout + done.stderr
