"""The comparison behind the upgrade test of `bin/test --deep` sees what is lost."""

from ground.upgrade import differences

ROW = {"id": 1, "name": "Pump", "write_date": "2026-11-01"}


def test_nothing_lost():
    after = {"crm_lead": {1: {**ROW, "write_date": "2026-11-02", "new": None}, 2: {"id": 2}}}
    assert not list(differences({"crm_lead": {1: ROW}}, after))


def test_a_row_that_is_gone_is_told():
    assert list(differences({"res_partner": {1: ROW}}, {"res_partner": {}}))
    assert list(differences({"res_partner": {1: ROW}}, {}))


def test_nothing_is_as_good_as_no():
    before, after = {**ROW, "is_told": None}, {**ROW, "is_told": False}
    assert not list(differences({"crm_lead": {1: before}}, {"crm_lead": {1: after}}))


def test_a_changed_value_of_the_process_is_told():
    changed = {"crm_lead": {1: {**ROW, "name": False}}}
    assert list(differences({"crm_lead": {1: ROW}}, changed)) == [
        "crm_lead 1: name was 'Pump', is False"
    ]
