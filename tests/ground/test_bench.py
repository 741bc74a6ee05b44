"""What bin/bench says of a measurement."""

import json
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest

from ground import benches
from ground.commands import bench
from ground.commands.bench import FOLDER, compare, files_with

ROW = {"seconds": 1.2, "queries": 10, "limit": None, "ratio": 2, "queries_more": None}
PLAIN = {"seconds": 1.0, "queries": 10}


def test_a_bench_is_measured_by_its_small_base_too():
    grown = {**ROW, "base": "bench_few", "base_ratio": 1.3}
    *_rest, shown, verdict = compare("Many", PLAIN, grown, {"seconds": 1.0})
    assert (shown, verdict) == ("1.20 (<= 2), 1.20 of the small base (<= 1.3)", "ok")
    assert compare("Many", PLAIN, grown, {"seconds": 0.8})[-1] == "too slow"


def test_a_bench_with_a_limit_may_have_a_base():
    month = {**ROW, "limit": 2, "base": "bench_year", "base_ratio": 0.5}
    *_rest, shown, verdict = compare("Month", None, month, {"seconds": 3.0})
    assert (shown, verdict) == ("<= 2 s, 0.40 of its base (<= 0.5)", "ok")
    assert compare("Month", None, month, {"seconds": 2.0})[-1] == "too slow"
    assert compare("Month", None, {**month, "limit": 1}, {"seconds": 3.0})[-1] == "too slow"


def test_what_a_chosen_bench_is_measured_by_runs_too(monkeypatch):
    module = SimpleNamespace(bench_few=len, bench_many=lambda env: None, bench_other=len)
    module.bench_many.base = "bench_few"
    monkeypatch.setenv("CRM_FLOW_BENCH", "many")
    assert benches.wanted(module) == {"bench_few", "bench_many"}


def test_a_function_that_measures_by_itself_tells_its_figures(capsys):
    def bench_load(env):
        yield "All done, after", 66.3, 180
        yield "Ring to card", 1.2, 1

    def bench_memory(env):
        yield "Added", 9.4, 200

    bench_load.figures = bench_memory.figures = True
    bench_memory.unit = "MB"
    module = SimpleNamespace(bench_load=bench_load, bench_memory=bench_memory)
    for function in vars(module).values():
        benches.tell_figures(None, function)
    lines = capsys.readouterr().out.splitlines()
    told = [json.loads(line.removeprefix(bench.MARK)) for line in lines]
    assert [compare(row["name"], None, row) for row in told] == [
        ("All done, after", "-", "66.30 s", "<= 180 s", "ok"),
        ("Ring to card", "-", "1.20 s", "<= 1 s", "too slow"),
        ("Added", "-", "9 MB", "<= 200 MB", "ok"),
    ]


def test_a_slow_turn_of_one_side_does_not_count(monkeypatch):
    seconds = {"a": iter([1.0, 5.0]), "b": iter([9.0, 2.0])}
    monkeypatch.setattr(bench, "TURNS", 2)
    monkeypatch.setattr(
        bench, "measure", lambda letter, benched: {"Save": {"seconds": next(seconds[letter])}}
    )
    assert bench.by_turns({}) == ({"Save": {"seconds": 1.0}}, {"Save": {"seconds": 2.0}})


def test_the_round_that_warms_up_takes_no_time_from_the_others(monkeypatch):
    clock = iter([0, 100, 100, 101, 101, 103, 103, 106])
    monkeypatch.setattr(benches, "work", lambda env: next(clock))
    env, rounds = MagicMock(), []
    env.cr.sql_log_count = 0
    seconds, _queries = benches.measure(env, rounds.append)
    assert (len(rounds), seconds) == (4, 2)


def test_lines_that_are_measured_anew_take_their_places(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "REPORT", tmp_path / "docs" / "benchmarks.md")
    old = [("One", "1 s", "2 s", "2.00 (<= 2)", "ok"), ("Two", "-", "9 ms", "<= 1 s", "ok")]
    bench.write(old)
    fresh = [("Two", "-", "3 s", "<= 1 s", "too slow"), ("Three", "-", "1 ms", "<= 1 s", "ok")]
    rows = bench.with_others(fresh, bench.REPORT.read_text())
    assert rows == [old[0], *fresh]
    other = "\n## Another table\n\n| A | B |\n|---|---|\n| Three | 1 |\n| Four | 2 |\n"
    assert bench.with_others(fresh, bench.REPORT.read_text() + other) == rows


def test_only_files_with_a_chosen_bench_are_run():
    assert [path.stem for path, _part in files_with("deal_form")] == ["bench_pipeline"]
    letters = [path for path, _part in files_with("letter")]
    assert [path for path, _part in files_with("bench_letter")] == letters != []
    assert len(files_with("")) > 5
    assert not files_with("no_such_bench")


def test_a_file_that_is_named_is_run_whole(monkeypatch):
    assert files_with("telephony") == [(FOLDER / "bench_telephony.py", "")]
    named = dict(files_with("deal"))
    assert named.pop(FOLDER / "bench_deal.py") == "" and set(named.values()) == {"deal"}
    asked = []
    monkeypatch.setattr(bench, "rows_of", lambda path, part: asked.append((path, part)) or [path])
    assert bench.rows_of_all("telephony") == [FOLDER / "bench_telephony.py"]
    assert asked == files_with("telephony")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("bench_*.py")), ids=lambda path: path.stem)
def test_plain_odoo_is_started_for_what_it_has_a_counterpart_of(path, monkeypatch):
    started = []
    monkeypatch.setattr(bench, "measure", lambda letter, _benched: started.append(letter) or {})
    bench.rows_of(path, "")
    # As it is decided inside Odoo, where the module is loaded.
    limited = hasattr(benches.load(path), "limit")
    assert started == (["b"] if limited else ["a", "b"] * bench.TURNS)
