"""Each check of sizes, well-formedness, translations and choices finds a bad sample."""

import polib
import pytest

from ground import addons
from ground.lint import choices, plain, translations


@pytest.fixture
def addon(tmp_path):
    base = tmp_path / "sample"
    write(base, "__manifest__.py", "{'name': 'x', 'data': ['data/values.xml']}")
    yield base
    addons.manifest.cache_clear()


def write(base, name, text):
    path = base / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("suffix", ["py", "js", "xml", "scss"])
@pytest.mark.parametrize(("lines", "count"), [(300, 0), (301, 1)])
def test_long_files(tmp_path, suffix, lines, count):
    write(tmp_path, f"a/b.{suffix}", "x\n" * lines)
    assert len(list(plain.long_files(tmp_path))) == count


def test_state_is_not_looked_at(tmp_path):
    write(tmp_path, ".odoo/server/long.py", "x\n" * 500)
    assert list(plain.long_files(tmp_path)) == []


@pytest.mark.parametrize(("text", "count"), [("<odoo/>", 0), ("<odoo>", 1), ("", 1)])
def test_broken_xml(tmp_path, text, count):
    write(tmp_path, "a.xml", text)
    assert len(list(plain.broken_xml(tmp_path))) == count


TWICE = 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n'


@pytest.mark.parametrize(
    ("text", "count"), [('msgid "a"\nmsgstr "b"\n', 0), ('msgid "a\nmsgstr', 1), (TWICE, 1)]
)
def test_broken_po(tmp_path, text, count):
    write(tmp_path, "ru.po", text)
    assert len(list(plain.broken_po(tmp_path))) == count


def save(path, *entries):
    path.parent.mkdir(exist_ok=True)
    po = polib.POFile()
    po.extend(polib.POEntry(**entry) for entry in entries)
    po.save(str(path))


RUSSIAN = {
    "good": ({"msgid": "%(n)s deals", "msgstr": "Сделок: %(n)s"}, 0),
    "missing": (None, 1),
    "empty": ({"msgid": "%(n)s deals", "msgstr": ""}, 1),
    "fuzzy": ({"msgid": "%(n)s deals", "msgstr": "Сделок: %(n)s", "flags": ["fuzzy"]}, 1),
    "placeholder": ({"msgid": "%(n)s deals", "msgstr": "Сделок: %(m)s"}, 1),
    "obsolete": ({"msgid": "%(n)s deals", "msgstr": "Сделок: %(n)s", "obsolete": True}, 1),
}


@pytest.mark.parametrize("name", RUSSIAN)
def test_untranslated(addon, name):
    entry, count = RUSSIAN[name]
    save(addon / "i18n" / "sample.pot", {"msgid": "%(n)s deals"})
    save(addon / "i18n" / "ru.po", *([entry] if entry else []))
    assert len(list(translations.untranslated(addon, addon.parent))) == count


def test_no_translation_at_all(addon):
    assert len(list(translations.untranslated(addon, addon.parent))) == 1


FIELD = """
VALUES = [%s]
class A(models.Model):
    _name = "own.model"
    kind = fields.Selection(%s)
"""
PAIRS = ", ".join(f'("{n}", "{n}")' for n in range(8))
SEVEN = ", ".join(f'("{n}", "{n}")' for n in range(7))
SELECTIONS = {
    "seven": (FIELD % ("", f"[{SEVEN}]"), 0),
    "eight": (FIELD % ("", f"[{PAIRS}]"), 1),
    "keyword": (FIELD % ("", f"selection=[{PAIRS}]"), 1),
    "constant": (FIELD % (PAIRS, "VALUES"), 1),
    "exempt": (FIELD.replace("own.model", "own.long") % ("", f"[{PAIRS}]"), 0),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_long_selections(addon, name, monkeypatch):
    monkeypatch.setitem(choices.EXEMPT, "own.long.kind", "a reason")
    text, count = SELECTIONS[name]
    write(addon, "models/a.py", text)
    assert len(list(choices.long_selections(addon, addon.parent))) == count


RECORD = "<record id='r%s' model='%s'><field name='active' eval='%s'/></record>"
DICTIONARIES = {
    "seven": ([("own.kind", True)] * 7, 0),
    "eight": ([("own.kind", True)] * 8, 1),
    "archived": ([("own.kind", True)] * 7 + [("own.kind", False)] * 5, 0),
    "technical": ([("ir.ui.menu", True)] * 8, 0),
}


@pytest.mark.parametrize("name", DICTIONARIES)
def test_long_dictionaries(addon, name):
    values, count = DICTIONARIES[name]
    records = "".join(RECORD % (n, model, active) for n, (model, active) in enumerate(values))
    write(addon, "data/values.xml", f"<odoo>{records}</odoo>")
    assert len(list(choices.long_dictionaries(addon, addon.parent))) == count
