"""Template databases are named after what they are made of, and only ours is ever dropped."""

import pytest
from polib import POEntry, POFile

from ground import addons, databases, deep, merge_po, odoo, paths


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A checkout with one add-on."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    for name in (
        "__manifest__.py",
        "models/a.py",
        "tests/test_a.py",
        "static/src/a.js",
        "i18n/ru.po",
    ):
        path = tmp_path / "sample" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return tmp_path / "sample"


@pytest.mark.parametrize(
    ("name", "install", "assets"),
    [
        ("models/a.py", True, False),
        ("i18n/ru.po", True, False),
        ("views/new.xml", True, False),
        ("static/src/a.js", False, True),
        ("static/description/icon.png", True, False),
        ("tests/test_a.py", False, False),
        ("README.md", False, False),
    ],
)
def test_what_a_change_renews(tree, name, install, assets):
    before = addons.tree_key()
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).write_text("changed")
    after = addons.tree_key()
    assert (before[0] != after[0], before[1] != after[1]) == (install, assets)


@pytest.mark.parametrize("name", ["postgres", "crm", "crm_flow", "other_crm_flow_x", "crm_flow_;x"])
def test_foreign_databases_are_never_dropped(name):
    with pytest.raises(ValueError):
        databases.drop(name)


LOG = """\
2026-01-01 10:00:00,000 12 INFO db odoo.modules: fine
2026-01-01 10:00:01,000 12 WARNING db odoo.models: bad
2026-01-01 10:00:02,000 12 WARNING db py.warnings: Queue(0) now equivalent to Queue(None)
2026-01-01 10:00:03,000 12 ERROR ? odoo.http: worse
WARNING without a head is a line of somebody's text
"""


def test_complaints():
    assert [line.split()[3] for line in odoo.complaints(LOG)] == ["WARNING", "ERROR"]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("0 failed, 0 error(s) of 46 tests when loading", (46, 0)),
        ("1 failed, 2 error(s) of 46 tests when loading", (43, 3)),
        ("0 failed, 0 error(s) of 0 tests when loading", (0, 1)),
        ("the server ended early", (0, 1)),
    ],
)
def test_tally_of_odoos_own_tests(text, result):
    assert deep.tally(text) == result


def entries(*pairs, place="code:addons/x.py"):
    po = POFile()
    po.extend(POEntry(msgid=a, msgstr=b, occurrences=[(place, "0")]) for a, b in pairs)
    return po


def test_merge_keeps_translations_and_drops_the_rest():
    template = entries(("New", ""), ("Old", ""))
    merged = merge_po.merge(template, entries(("Old", "Старый"), ("Gone", "Ушёл")), {})
    assert [(e.msgid, e.msgstr) for e in merged] == [("New", ""), ("Old", "Старый")]


def test_merge_knows_labels_of_mixins():
    place = "model:ir.model.fields,field_description:x.field_a__message_follower_ids"
    known = {"Followers": "Подписчики"}
    assert merge_po.merge(entries(("Followers", ""), place=place), POFile(), known)[0].msgstr
    assert not merge_po.merge(entries(("Followers", "")), POFile(), known)[0].msgstr
