"""Which of Odoo's own tests are tried once more."""

from ground import deep

LOG = "2026-11-22 04:00:00,000 1 ERROR db odoo.addons.crm.tests.test_crm_lead: {}\n"


def test_failed_subtests_are_named_too():
    output = LOG.format("FAIL: Subtest TestLead.test_merge [B]")
    output += LOG.format("ERROR: TestLead.test_assign")
    assert deep.FAILURE.findall(output) == [
        ("crm", "TestLead", "test_merge"),
        ("crm", "TestLead", "test_assign"),
    ]


def test_nothing_run_is_a_failure():
    assert deep.tally("") == (0, 1)
    assert deep.tally("0 failed, 0 error(s) of 0 tests") == (0, 1)
