"""What bin/bench says of a measurement."""

from ground.commands.bench import compare

ROW = {"seconds": 1.2, "queries": 10, "limit": None, "ratio": 2, "queries_more": None}
PLAIN = {"seconds": 1.0, "queries": 10}


def test_a_bench_is_measured_by_its_small_base_too():
    grown = {**ROW, "base": "bench_few", "base_ratio": 1.3}
    *_rest, shown, verdict = compare("Many", PLAIN, grown, {"seconds": 1.0})
    assert (shown, verdict) == ("1.20 (<= 2), 1.20 of the small base (<= 1.3)", "ok")
    assert compare("Many", PLAIN, grown, {"seconds": 0.8})[-1] == "too slow"


def test_without_its_base_only_plain_odoo_counts():
    grown = {**ROW, "base": "bench_few", "base_ratio": 1.3}
    assert compare("Many", PLAIN, grown)[-2:] == ("1.20 (<= 2)", "ok")
