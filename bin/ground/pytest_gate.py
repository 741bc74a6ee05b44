"""Pytest plugin of bin/test: a skipped test and a WARNING or ERROR log line are failures.

A line logged while a test runs fails that test; one logged outside any test (loading, threads)
fails the run under the name "log gate". `mute_logger` and `assertLogs` keep expected lines away.

The workers of a run have databases of their own and one filestore (pytest-odoo). What one of them
has not committed the other takes for garbage, so nobody collects: the filestore goes with the run.
"""

import logging
import sys

import pytest

from ground import examples
from ground.odoo import HARMLESS

WATCHED = {"odoo", "py", "werkzeug"}


class Gate(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.seen = []

    def emit(self, record):
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.name.split(".")[0] in WATCHED and not any(p.search(text) for p in HARMLESS):
            self.seen.append(text)

    def take(self):
        seen, self.seen = self.seen, []
        return seen


GATE = Gate()
OUTSIDE = []


def pytest_configure(config):
    logging.getLogger().addHandler(GATE)
    examples.register()


def fail(report, text):
    report.outcome = "failed"
    report.longrepr = text


def pytest_collection_finish():
    if common := sys.modules.get("odoo.tests.common"):
        common.TransactionCase._gc_filestore = classmethod(lambda cls: None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    lines = GATE.take()
    if report.skipped and not hasattr(report, "wasxfail"):
        fail(report, f"skipped, and nothing may be skipped: {call.excinfo.value}")
    elif report.passed and lines:
        fail(report, "the test logged, and nothing may:\n" + "\n".join(lines))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped:
        fail(report, f"skipped, and nothing may be skipped: {report.longrepr}")
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    lines = GATE.take()
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["gate"] = lines
    else:
        OUTSIDE.extend(lines)
    if OUTSIDE and session.exitstatus == 0:
        session.exitstatus = 1


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    OUTSIDE.extend(getattr(node, "workeroutput", {}).get("gate", []))


def pytest_terminal_summary(terminalreporter):
    """Count lines logged outside tests in the closing line, as one failure."""
    if OUTSIDE:
        text = "logged outside any test:\n" + "\n".join(OUTSIDE)
        terminalreporter.write_sep("=", "LOG GATE", red=True)
        terminalreporter.write_line(text)
        where = ("log gate", None, "log gate")
        report = pytest.TestReport("log gate", where, {}, "failed", text, "teardown")
        terminalreporter.stats.setdefault("failed", []).append(report)
