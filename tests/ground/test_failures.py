"""What goes wrong is told in one sentence with a remedy, never with a traceback."""

import os
import socket
import subprocess

import pytest

from ground import paths, postgres


def command(*arguments, drop=(), **extra):
    """Run one of our commands as a user would, from a clean environment."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "CRM_FLOW", "PYTEST"))}
    if postgres.foreign():
        env.update(postgres.settings())
    env.pop("PYTHONPATH", None)
    env.update(extra)
    name, *rest = arguments
    return subprocess.run(
        [paths.ROOT / "bin" / name, *rest],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_one_sentence(done, *words):
    assert done.returncode not in (0, None), done.stdout
    told = done.stderr.strip()
    assert "Traceback" not in told + done.stdout
    assert len(told.splitlines()) == 1, told
    for word in words:
        assert word in told, told


def test_wrong_odoo_home():
    assert_one_sentence(command("shell", ODOO_HOME="/nowhere"), "ODOO_HOME", "unset")


def test_other_version_of_odoo(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    assert_one_sentence(command("test", ODOO_HOME=str(tmp_path)), "ODOO_HOME", "18.0")


def test_odoo_without_modules(tmp_path):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, 'final', 0, '')\n")
    assert_one_sentence(command("run", ODOO_HOME=str(tmp_path)), "ODOO_HOME", "crm")


@pytest.mark.parametrize("host", ["/nowhere", "127.0.0.1"])
def test_unreachable_postgresql(host):
    done = command("run", PGHOST=host, PGPORT="1")
    assert_one_sentence(done, "PGHOST", "unset PGHOST")


def test_busy_port():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        assert_one_sentence(command("run", "--port", port), port, "--port")


def test_unsupported_python(tmp_path):
    fake = tmp_path / "python3"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    assert_one_sentence(command("lint", PYTHON=str(fake)), "3.10", "PYTHON")


def test_unknown_path():
    assert_one_sentence(command("test", "tests/no_such_test.py"), "no_such_test")


def test_unknown_database():
    assert_one_sentence(command("shell", "crm_flow_nowhere"), "crm_flow_nowhere", "bin/run")


def test_call_without_an_exchange():
    assert_one_sentence(command("call"), "bin/run")


def test_reset_asks():
    done = command("reset")
    assert_one_sentence(done, "--yes")
    assert paths.STATE.exists()
