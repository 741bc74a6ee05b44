"""The printer of the forms: what it does when the browser fails, hangs or is not there."""

from pathlib import Path

import pytest

from crm_sales_flow.tools import chromium
from ground.wait import until


def fake(tmp_path, script):
    path = tmp_path / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_prints_real_text_without_the_network():
    content = chromium.print_pdf("<!DOCTYPE html><p>Проба</p><img src='http://192.0.2.1/x.png'>")
    assert content.startswith(b"%PDF-")


def test_a_missing_browser_is_named(monkeypatch):
    monkeypatch.setattr(chromium, "find_chromium", lambda: None)
    with pytest.raises(chromium.PrintError, match="not found"):
        chromium.print_pdf("<p>x</p>")


def test_a_failing_browser_is_named_with_its_last_words(tmp_path):
    with pytest.raises(chromium.PrintError, match="ended with 3: no display"):
        chromium.print_pdf("<p>x</p>", fake(tmp_path, "echo no display >&2; exit 3"))


def test_a_browser_that_writes_nothing_is_noticed(tmp_path):
    with pytest.raises(chromium.PrintError, match="wrote no PDF"):
        chromium.print_pdf("<p>x</p>", fake(tmp_path, "exit 0"))


def has_ended(stat):
    try:
        return stat.read_text().split()[2] in "ZX"
    except OSError:
        return True


def test_a_hanging_browser_is_ended_with_its_children(tmp_path):
    mark = tmp_path / "child"
    script = f"sleep 60 & echo $! > {mark}; wait"
    with pytest.raises(chromium.PrintError, match="did not finish"):
        chromium.print_pdf("<p>x</p>", fake(tmp_path, script), timeout=2)
    child = Path("/proc", mark.read_text().strip(), "stat")
    # It is told to end at once; when it has, the machine decides.
    assert until(lambda: has_ended(child))


def test_the_sandbox_is_given_up_only_as_root(monkeypatch, tmp_path):
    page = tmp_path / "a.html"
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)
    assert "--no-sandbox" not in chromium._command("b", tmp_path, page, page)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    assert "--no-sandbox" in chromium._command("b", tmp_path, page, page)
