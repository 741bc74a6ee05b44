"""Who may not install packages, or has no room, is told so before anything is touched."""

import os
import shutil

import pytest

from ground import cli, debian, proc, setup
from ground.say import Stop


@pytest.fixture
def ordinary_user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_an_ordinary_user_is_told_what_to_install(ordinary_user, monkeypatch):
    monkeypatch.setattr(debian, "postgres_bin", lambda: None)
    monkeypatch.setattr(debian, "browser", lambda: None)
    with pytest.raises(Stop, match="apt-get install --no-install-recommends postgresql chromium"):
        debian.ensure(need_browser=True, foreign=False)


def test_the_product_starts_without_a_browser(ordinary_user, monkeypatch, capsys):
    monkeypatch.setattr(debian, "browser", lambda: None)
    debian.ensure(need_browser=False, foreign=False)
    assert "Chromium" in capsys.readouterr().out


def test_too_little_room(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(9, 8, 10**9))
    with pytest.raises(Stop, match="0.9 GB free"):
        setup.check_room()


def test_a_full_disk_while_writing(monkeypatch, capsys):
    def write(_rest):
        with open("/dev/full", "w") as full:
            full.write("x" * 100_000)

    monkeypatch.setattr("ground.commands.shell.main", write)
    assert cli.main(["shell"]) == 1
    assert "The disk is full" in capsys.readouterr().err


OUTPUTS = {
    "cp: error writing 'x': No space left on device": "the disk is full",
    "E: Failed to fetch x  Temporary failure resolving 'mirror'": "the network cannot be reached",
    "Failed to establish a new connection: [Errno 101]": "the network cannot be reached",
    "[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate": "is not trusted",
    "E: Release file for x is expired (invalid since 3 d)": "out of date",
    "E: Could not get lock /var/lib/dpkg/lock-frontend": "another package manager",
}


@pytest.mark.parametrize("output", OUTPUTS)
def test_causes_are_recognised(output):
    assert OUTPUTS[output] in proc.remedy(output)


def test_unknown_causes_name_the_log():
    with pytest.raises(Stop, match=r"strange words.*read .odoo/log/ground-test.log"):
        proc.attempt("Trying", ["sh", "-c", "echo strange words; exit 3"], log="ground-test.log")
